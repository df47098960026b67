import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Autobahn says of one case. */
export interface CaseReport {
  /** Such as `1.2.3`. */
  readonly id: string;
  readonly title: string;
  /** `OK`, `NON-STRICT`, `INFORMATIONAL`, `UNIMPLEMENTED` or `FAILED`. */
  readonly behavior: string;
  /** `OK`, `INFORMATIONAL`, `FAILED`, `WRONG CODE`, `UNCLEAN` or `FAILED BY CLIENT`. */
  readonly behaviorClose: string;
  /** Why, in Autobahn's words; of a message that did not come it blames its timeout even where the server closed. */
  readonly result: string;
  readonly resultClose: string;
  /** Of the server's close frame; `null` without one. */
  readonly remoteCloseCode: number | null;
}

export interface Summary {
  /** How many cases behaved in which way. */
  readonly behaviors: ReadonlyMap<string, number>;
  /** How many cases closed in which way. */
  readonly closings: ReadonlyMap<string, number>;
  /** Cases that did not behave `OK`, or did not close so. */
  readonly remarks: readonly CaseReport[];
  /** Those of them that break the protocol. */
  readonly failures: readonly CaseReport[];
  /** Cases that were to run, and have no report. */
  readonly missing: readonly string[];
}

const ALLOWED = new Set(['OK', 'NON-STRICT', 'INFORMATIONAL']);

/** Reads the reports that Autobahn left in a folder about one server, in the order of the cases. */
export function readReports(folder: string, agent: string): CaseReport[] {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const index: Record<string, { reportfile: string }> = read('index.json')[agent] ?? {};
  return Object.entries(index)
    .map(([id, { reportfile }]) => {
      const { description, behavior, behaviorClose, result, resultClose, remoteCloseCode } = read(reportfile);
      return { id, title: titleOf(description), behavior, behaviorClose, result, resultClose, remoteCloseCode };
    })
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

/** @param planned The ids of the cases that were to run. */
export function summarize(reports: readonly CaseReport[], planned: readonly string[]): Summary {
  const fine = (behavior: string) => behavior === 'OK';
  const allowed = (behavior: string) => ALLOWED.has(behavior);
  const ids = new Set(reports.map(({ id }) => id));
  return {
    behaviors: count(reports.map(({ behavior }) => behavior)),
    closings: count(reports.map(({ behaviorClose }) => behaviorClose)),
    remarks: reports.filter((report) => !fine(report.behavior) || !fine(report.behaviorClose)),
    failures: reports.filter((report) => !allowed(report.behavior) || !allowed(report.behaviorClose)),
    missing: planned.filter((id) => !ids.has(id)),
  };
}

/** A summary for people. */
export function describe({ behaviors, closings, remarks, failures, missing }: Summary): string {
  const lines = [`behavior:      ${listed(behaviors)}`, `behaviorClose: ${listed(closings)}`];
  for (const report of remarks) {
    lines.push(`${report.id.padEnd(8)} ${report.behavior} / ${report.behaviorClose}: ${report.title}`);
    if (!failures.includes(report)) continue;
    lines.push(`         ${report.result} ${report.resultClose}`);
    lines.push(`         close frame of the server: ${report.remoteCloseCode ?? 'none'}`);
  }
  if (missing.length > 0) lines.push(`without a report: ${missing.join(' ')}`);
  return lines.join('\n');
}

function count(behaviors: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const behavior of behaviors) counts.set(behavior, (counts.get(behavior) ?? 0) + 1);
  return counts;
}

const listed = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([behavior, number]) => `${number} ${behavior}`).join(', ') || 'none';

/** Autobahn's descriptions are HTML, of which the first line says what the case is. */
function titleOf(description: string): string {
  const [first = ''] = description.trim().split(/\n|<br/);
  return first.replaceAll(/<[^>]*>/g, '').trim();
}

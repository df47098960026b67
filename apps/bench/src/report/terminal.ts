import { type Comparison, failuresOf, type Results, type ScenarioResult } from '../results.js';
import { GROUPS } from '../scenario.js';
import {
  busyText,
  counted,
  figure,
  goalText,
  HOW_SURE,
  ratioText,
  spreadText,
  targetText,
  verdictText,
} from './format.js';
import { COMPANY_KEYS, headlineLabel, headlinesOf } from './headlines.js';
import { verdictOf } from './verdict.js';

type Row = readonly string[];

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
export function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: Row) =>
    widths.map((width, column) => {
      const cell = row[column] ?? '';
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
  return rows.map((row) => line(row).join('  ').trimEnd()).join('\n');
}

const HEAD: Row = ['', 'socket.io', 'ours', 'ceiling', 'ratio', 'spread', 'at ceiling', 'goal', ''];

function comparisonRow({ name }: ScenarioResult, comparison: Comparison): Row {
  const { measure, figures, ratio, ceiling } = comparison;
  const of = (value: { median: number } | undefined) => figure(value?.median, measure.unit);
  return [
    headlineLabel(name, measure),
    of(figures['socket.io']),
    of(figures.ours),
    of(figures.ws ?? figures.http ?? figures.json),
    ratioText(comparison, ratio),
    spreadText(ratio),
    ratioText(comparison, ceiling),
    goalText(measure.goal, measure.unit),
    verdictText(comparison),
  ];
}

function headlines(scenarios: readonly ScenarioResult[]): string {
  const rows = scenarios.flatMap((scenario) =>
    headlinesOf(scenario).map((comparison) => comparisonRow(scenario, comparison)),
  );
  return table([HEAD, ...rows]);
}

function companyRows(scenario: ScenarioResult): Row[] {
  const company = COMPANY_KEYS.map((key) => scenario.comparisons.find(({ measure }) => measure.key === key));
  if (company.every((found) => found === undefined)) return [];
  return scenario.targets.map(({ target }) => [
    `${scenario.name} · ${targetText(target)}`,
    ...company.map((found) => (found ? figure(found.figures[target]?.median, found.measure.unit) : '')),
  ]);
}

function companyTable(scenarios: readonly ScenarioResult[]): string {
  const rows = scenarios.flatMap(companyRows);
  if (rows.length === 0) return '';
  return table([['', 'throughput', 'p50', 'p99', 'server cores', 'load cores'], ...rows]);
}

function baseTable(scenarios: readonly ScenarioResult[]): string {
  const rows = scenarios.flatMap(({ name, comparisons }) => {
    const [first] = comparisons;
    if (!first?.againstBase) return [];
    const { measure, figures, againstBase } = first;
    const of = (value: { median: number } | undefined) => figure(value?.median, measure.unit);
    return [[name, of(figures.base), of(figures.ours), ratioText(first, againstBase), spreadText(againstBase)]];
  });
  return rows.length === 0 ? '' : table([['against base', 'base', 'ours', 'ratio', 'spread'], ...rows]);
}

function failures(scenarios: readonly ScenarioResult[]): string {
  return failuresOf(scenarios)
    .map(({ name, target, reason }) => `FAILED ${name}, ${targetText(target)}: ${reason}`)
    .join('\n');
}

/** One scenario, as soon as it is measured. */
export function scenarioText(scenario: ScenarioResult): string {
  return [headlines([scenario]), failures([scenario])].filter(Boolean).join('\n');
}

function environmentText({ environment: e, rounds, window, profiled }: Results): string {
  const peers = Object.entries(e.versions).map(([name, version]) => `${name} ${version}`);
  const lines = [
    `${e.revision} · node ${e.node} · ${e.cpu}, ${counted(e.cores, 'core')} · ${e.system}`,
    `${peers.join(', ')} · ${counted(rounds, 'round')} of ${window} ms · load average at the start ${e.busyAtStart.toFixed(2)}`,
  ];
  if (profiled) lines.push('Taken under the profiler: compare nothing with these figures.');
  const busy = busyText(e);
  if (busy) lines.push(busy);
  return lines.join('\n');
}

const LEGEND = `CPU is the measured process’s own user and system time per operation; ratio is socket.io’s over ours in the same round, median
(for memory and size: ours over socket.io’s). "At ceiling" is the same ratio for what bare ws, node:http or JSON
reach with the same bytes. ${HOW_SURE}`;

/** The whole run. */
export function resultsText(results: Results): string {
  const parts = [environmentText(results)];
  for (const group of GROUPS) {
    const scenarios = results.scenarios.filter((scenario) => scenario.group === group);
    if (scenarios.length === 0) continue;
    parts.push(
      `── ${group} ──`,
      headlines(scenarios),
      companyTable(scenarios),
      baseTable(scenarios),
      failures(scenarios),
    );
  }
  parts.push(LEGEND, endText(results));
  return parts.filter(Boolean).join('\n\n');
}

/** How many goals were reached, and a line for each that was not and for each target that failed. */
function endText(results: Results): string {
  const verdict = verdictOf(results);
  if (!verdict) return '';
  const width = Math.max(0, ...verdict.missed.map(({ label }) => label.length));
  const missed = verdict.missed.map(({ label, text }) => `  ${label.padEnd(width)}  ${text}`);
  return [verdict.summary, ...missed, ...verdict.failed].join('\n');
}

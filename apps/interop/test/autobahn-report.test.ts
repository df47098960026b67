import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describe as inWords, readReports, summarize } from '../autobahn/report.js';

const PLANNED = ['1.1.1', '2.10', '2.9', '6.4.1', '7.1.6'];

/** The files of Autobahn about cases of one server. */
function reportsOf(cases: Record<string, { behavior: string; behaviorClose: string }>) {
  const folder = mkdtempSync(join(tmpdir(), 'autobahn-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const index: Record<string, { reportfile: string }> = {};
  for (const [id, behaviors] of Object.entries(cases)) {
    index[id] = { reportfile: `${id}.json` };
    const description = `\nTitle of <b>${id}</b>.<br>More\nof it.`;
    const words = { result: 'As it was.', resultClose: 'Closed so.', remoteCloseCode: null };
    writeFileSync(join(folder, `${id}.json`), JSON.stringify({ description, ...behaviors, ...words }));
  }
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ it: index }));
  return readReports(folder, 'it');
}

const OK = { behavior: 'OK', behaviorClose: 'OK' };

test('cases are in their order, and have the first line of their description as their title', () => {
  const reports = reportsOf({ '2.10': OK, '2.9': OK, '1.1.1': OK });
  expect(reports.map(({ id, title }) => `${id} ${title}`)).toEqual([
    '1.1.1 Title of 1.1.1.',
    '2.9 Title of 2.9.',
    '2.10 Title of 2.10.',
  ]);
});

test('what is allowed is a remark, and no failure', () => {
  const summary = summarize(
    reportsOf({
      '1.1.1': OK,
      '2.9': OK,
      '2.10': OK,
      '6.4.1': { behavior: 'NON-STRICT', behaviorClose: 'OK' },
      '7.1.6': { behavior: 'INFORMATIONAL', behaviorClose: 'INFORMATIONAL' },
    }),
    PLANNED,
  );
  expect(summary.remarks.map(({ id }) => id)).toEqual(['6.4.1', '7.1.6']);
  expect(summary).toMatchObject({ failures: [], missing: [] });
  expect(inWords(summary).split('\n')).toEqual([
    'behavior:      3 OK, 1 NON-STRICT, 1 INFORMATIONAL',
    'behaviorClose: 4 OK, 1 INFORMATIONAL',
    '6.4.1    NON-STRICT / OK: Title of 6.4.1.',
    '7.1.6    INFORMATIONAL / INFORMATIONAL: Title of 7.1.6.',
  ]);
});

test.each([
  ['FAILED', 'OK'],
  ['UNIMPLEMENTED', 'OK'],
  ['OK', 'FAILED'],
  ['OK', 'WRONG CODE'],
  ['OK', 'UNCLEAN'],
  ['OK', 'FAILED BY CLIENT'],
])('%s that closes %s is a failure, and says why', (behavior, behaviorClose) => {
  const summary = summarize(reportsOf({ '1.1.1': OK, '2.9': { behavior, behaviorClose } }), ['1.1.1', '2.9']);
  expect(summary.failures.map(({ id }) => id)).toEqual(['2.9']);
  expect(inWords(summary)).toContain('As it was. Closed so.');
});

test('a case without a report is missing', () => {
  const summary = summarize(reportsOf({ '1.1.1': OK }), ['1.1.1', '2.9']);
  expect(summary.missing).toEqual(['2.9']);
  expect(inWords(summary)).toContain('without a report: 2.9');
});

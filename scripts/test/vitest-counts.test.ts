import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCounts } from '../vitest-counts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'vitest-counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function counts(report: object, exitCode: number) {
  const file = join(folder, 'report.json');
  const empty = { success: true, numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  writeFileSync(file, JSON.stringify({ ...empty, ...report }));
  return readCounts(file, exitCode);
}

it('takes the counts of a good run as they are', () => {
  expect(counts({ numPassedTests: 7, numPendingTests: 2, numTodoTests: 1 }, 0)).toEqual({
    passed: 7,
    failed: 0,
    skipped: 3,
  });
});

it('counts failed tests', () => {
  expect(counts({ success: false, numPassedTests: 7, numFailedTests: 2 }, 1)).toEqual({
    passed: 7,
    failed: 2,
    skipped: 0,
  });
});

it.each([
  ['no test ran', {}, 0],
  ['something beside the tests failed', { success: false, numPassedTests: 7 }, 1],
  ['only the exit code tells', { numPassedTests: 7 }, 1],
])('is a failure when %s', (_, report, exitCode) => {
  expect(counts(report, exitCode)).toMatchObject({ failed: 1 });
});

it('is a failure when there is no report', () => {
  expect(readCounts(join(folder, 'none.json'), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

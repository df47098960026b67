import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * The counts of a run from vitest's JSON report. A run that left no report, ran nothing, or failed in another way than by a
 * test (an unhandled error, a type error) counts as one failure: it must never look like a success.
 * @param {string} file the report
 * @param {number} exitCode of vitest
 * @returns {Counts}
 */
export function readCounts(file, exitCode) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const passed = report.numPassedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  const clean = report.success === true && exitCode === 0 && passed > 0;
  return { passed, skipped, failed: Math.max(report.numFailedTests, clean ? 0 : 1) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, skipped } = readCounts(process.argv[2] ?? '', Number(process.argv[3]));
  console.log(passed, failed, skipped);
}

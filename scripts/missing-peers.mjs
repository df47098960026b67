import { existsSync, readFileSync } from 'node:fs';

/**
 * What the tests said about peers (Chromium, a broker, Python) that they did not find: one line each, `Peer: what was skipped`,
 * appended to the file that MISSING_PEERS_FILE names.
 * @param {string} file
 * @returns {string[]} each line once, sorted
 */
export function readMissingPeers(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))].sort();
}

/**
 * Shows the list at the end of a run.
 * @param {string[]} missing
 * @param {boolean} strict whether a missing peer fails the run, as it does under CI=true
 * @returns {number} the exit code that the list alone would give
 */
export function reportMissingPeers(missing, strict) {
  if (missing.length === 0) return 0;
  console.log(`\n${strict ? 'Missing, and CI needs all of them' : 'Skipped, because a peer is not there'}:`);
  for (const line of missing) console.log(`  - ${line}`);
  return strict ? 1 : 0;
}

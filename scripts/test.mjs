// npm test [pattern ...] [vitest options]: every test whose peer is there, from a clean clone.
import { requireNode } from './node-version.mjs';

requireNode();
const { spawn } = await import('node:child_process');
const { mkdirSync, rmSync } = await import('node:fs');
const { join } = await import('node:path');
const { build, main, prepare, root } = await import('./toolchain.mjs');
const { readMissingPeers, reportMissingPeers } = await import('./missing-peers.mjs');

await main(async () => {
  const pnpm = await prepare();
  await build(pnpm, []);
  const file = join(root, '.cache', `missing-peers-${process.pid}.txt`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  const code = await vitest(process.argv.slice(2), { ...pnpm.env, MISSING_PEERS_FILE: file });
  const missing = readMissingPeers(file);
  rmSync(file, { force: true });
  return code || reportMissingPeers(missing, process.env['CI'] === 'true');
});

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} its exit code
 */
function vitest(args, env) {
  return new Promise((resolve, reject) => {
    const entry = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [entry, 'run', ...args], { cwd: root, env, stdio: 'inherit' });
    // Ctrl-C reaches the tests themselves; they end first, then we do.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

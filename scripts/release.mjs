// pnpm release [--dry-run]: publishes every package whose version npm does not have yet. Versions are made beforehand, by
// `pnpm changeset version`. With --dry-run nothing leaves the machine: it shows the waiting changes, and what would be packed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import releasePlan from '@changesets/get-release-plan';
import { pack } from './pack.mjs';
import { readPackages } from './package-graph.mjs';
import { main, prepare, root, say } from './toolchain.mjs';

await main(async () => {
  const pnpm = await prepare();
  const script = (/** @type {string[]} */ path, /** @type {string[]} */ args) => {
    const entry = join(root, 'node_modules', ...path);
    return spawnSync(process.execPath, [entry, ...args], { cwd: root, env: pnpm.env, stdio: 'inherit' }).status ?? 1;
  };
  say('Building and checking all packages');
  const checked = script(['turbo', 'bin', 'turbo'], ['run', 'build', 'check:pack', '--output-logs=errors-only']);
  if (checked !== 0) return checked;
  if (process.argv.includes('--dry-run')) return rehearse();
  return script(['@changesets', 'cli', 'bin.js'], ['publish']);
});

async function rehearse() {
  const destination = join(root, '.cache', 'release');
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });

  // The package is CommonJS with a default export, which Node hands over as a member of the default.
  const getReleasePlan = /** @type {typeof import('@changesets/get-release-plan').default} */ (
    /** @type {any} */ (releasePlan).default ?? releasePlan
  );
  const { changesets, releases } = await getReleasePlan(root);
  say(
    changesets.length === 0 ? 'No changesets wait' : `${changesets.length} changesets wait; the next versions would be`,
  );
  for (const { name, type, oldVersion, newVersion } of releases) {
    if (type !== 'none') console.log(`  ${name} ${oldVersion} -> ${newVersion} (${type})`);
  }

  say(`Packed into ${destination}`);
  for (const { folder, manifest } of readPackages(root, ['packages'])) {
    if (manifest.private) continue;
    const { name, version, tarball, files } = await pack(folder, destination);
    console.log(`  ${name} ${version}: ${files.length} files, ${(statSync(tarball).size / 1000).toFixed(1)} kB`);
    for (const file of files) console.log(`    ${file}`);
  }
}

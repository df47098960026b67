// pnpm release [--dry-run [--built]]: publishes every package whose version npm does not have yet. Versions are made beforehand,
// by `pnpm changeset version`. With --dry-run nothing leaves the machine and nothing in the tree changes: it shows the versions
// and changelogs that wait, and what each tarball would hold; --built takes the packages as they were built last.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nextVersions } from './next-versions.mjs';
import { pack, packedManifest } from './pack.mjs';
import { readPackages } from './package-graph.mjs';
import { checkTarball } from './tarball-rules.mjs';
import { main, prepare, root, StepError, say } from './toolchain.mjs';

await main(async () => {
  const dry = process.argv.includes('--dry-run');
  if (!dry && !process.env['ACTIONS_ID_TOKEN_REQUEST_URL']) {
    throw new StepError(
      'packages are published with a provenance, which only a CI can prove: the workflow "Release" does it (.github/workflows/release.yml). --dry-run shows what it would publish',
    );
  }
  const pnpm = await prepare();
  const script = (/** @type {string[]} */ path, /** @type {string[]} */ args) => {
    const entry = join(root, 'node_modules', ...path);
    return spawnSync(process.execPath, [entry, ...args], { cwd: root, env: pnpm.env, stdio: 'inherit' }).status ?? 1;
  };
  if (!process.argv.includes('--built')) {
    say('Building and checking all packages');
    const checked = script(['turbo', 'bin', 'turbo'], ['run', 'build', 'check:pack', '--output-logs=errors-only']);
    if (checked !== 0) return checked;
  }
  if (dry) return rehearse();
  return script(['@changesets', 'cli', 'bin.js'], ['publish']);
});

async function rehearse() {
  const releases = await nextVersions();
  say(releases.length === 0 ? 'No changesets wait' : 'The next versions would be');
  for (const { name, from, to, notes } of releases) {
    console.log(`\n${name} ${from} -> ${to}\n`);
    console.log(notes.replace(/^/gm, '  ').replace(/^\s+$/gm, ''));
  }
  return tarballs();
}

/** Packs all packages as they are now, and tells what is in them. */
async function tarballs() {
  const destination = join(root, '.cache', 'release');
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  say(`Packed into ${destination}`);
  const published = readPackages(root, ['packages']).filter(({ manifest }) => !manifest.private);
  let failed = false;
  // A few at a time: packing waits more than it works.
  for (let at = 0; at < published.length; at += 4) {
    const some = published.slice(at, at + 4);
    const packed = await Promise.all(some.map(({ folder }) => pack(folder, destination)));
    for (const [index, { name, version, tarball, files }] of packed.entries()) {
      const { access, provenance } = some[index]?.manifest.publishConfig ?? {};
      const size = `${(statSync(tarball).size / 1000).toFixed(1)} kB`;
      console.log(
        `\n${name} ${version}: ${files.length} files, ${size}; ${access}${provenance ? ', with provenance' : ''}`,
      );
      for (const file of files) console.log(`    ${file}`);
      for (const problem of checkTarball(files, await packedManifest(tarball))) {
        failed = true;
        console.error(`✖ ${name}: ${problem}`);
      }
    }
  }
  return failed ? 1 : 0;
}

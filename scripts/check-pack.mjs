// check:pack, run in the folder of a package: its tarball is what npm, Node, bundlers and TypeScript expect.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pack, packedManifest } from './pack.mjs';
import { checkCommonJs, checkTarball, isDual, subpaths } from './tarball-rules.mjs';
import { root } from './toolchain.mjs';

const execute = promisify(execFile);
const destination = mkdtempSync(join(tmpdir(), 'check-pack-'));
try {
  const packed = await pack(process.cwd(), destination);
  const manifest = await packedManifest(packed.tarball);
  const problems = checkTarball(packed.files, manifest);
  for (const file of packed.files.filter((name) => name.endsWith('.cjs'))) {
    problems.push(...checkCommonJs(file, readFileSync(file, 'utf8')));
  }
  const tool = (/** @type {string} */ path, /** @type {string[]} */ args) =>
    execute(process.execPath, [join(root, 'node_modules', path), ...args]).catch((error) => {
      problems.push(`${error.stdout}${error.stderr}`.trim());
    });
  // TypeScript's resolution of before `exports` (node10) finds a package's root only; where there is more, it is not asked.
  const profile = !isDual(manifest) ? 'esm-only' : subpaths(manifest).length > 0 ? 'node16' : 'strict';
  await tool('publint/src/cli.js', ['run', '--strict', packed.tarball]);
  await tool('@arethetypeswrong/cli/dist/index.js', ['--profile', profile, '--no-color', packed.tarball]);
  for (const problem of problems) console.error(`✖ ${packed.name}: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else
    console.log(
      `${packed.name} ${packed.version}: ${packed.files.length} files, publint and attw (${profile}) content`,
    );
} finally {
  rmSync(destination, { recursive: true, force: true });
}

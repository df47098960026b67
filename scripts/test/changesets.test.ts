import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPackages } from '../package-graph.mjs';
import { root } from '../toolchain.mjs';

const packages = readPackages(root, ['packages']);
const short = (name: string) => name.replace('@x/', '');

// The changesets command looks its changesets up in the history, and does not work without git.
const git = spawnSync('git', ['--version']).status === 0;
const list = process.env['MISSING_PEERS_FILE'];
if (!git && list) appendFileSync(list, 'git: not found, tests of version bumps skipped\n');

let copy: string;

function version(bumps: Record<string, string>) {
  const lines = Object.entries(bumps).map(([name, bump]) => `'${name}': ${bump}`);
  writeFileSync(join(copy, '.changeset', 'change.md'), `---\n${lines.join('\n')}\n---\n\nSomething changed\n`);
  execFileSync(process.execPath, [join(root, 'node_modules', '@changesets', 'cli', 'bin.js'), 'version'], {
    cwd: copy,
  });
}

/** Every file of every package, to compare what was touched. */
const snapshot = () =>
  new Map(
    readdirSync(join(copy, 'packages'), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, 'utf8')]),
  );

function touchedBy(bumps: Record<string, string>) {
  const before = snapshot();
  version(bumps);
  const changed = [...snapshot()].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
  return [...new Set(changed.map((file) => file.slice(copy.length + 1).split(/[\\/]/)[1]))].sort();
}

describe.skipIf(!git)('changeset version', () => {
  /** The manifests and the configuration are all that a version bump reads; changesets that wait here are left out. */
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'changesets-'));
    for (const file of ['package.json', 'pnpm-workspace.yaml', '.changeset/config.json']) {
      cpSync(join(root, file), join(copy, file));
    }
    for (const { name, folder } of packages) {
      const target = join(copy, 'packages', short(name));
      mkdirSync(target, { recursive: true });
      cpSync(join(folder, 'package.json'), join(target, 'package.json'));
    }
    version(Object.fromEntries(packages.map(({ name }) => [name, 'minor']))); // a first release of them all
  });

  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  it.each(packages.map(({ name }) => name))('a patch of %s touches no other package', (name) => {
    expect(touchedBy({ [name]: 'patch' })).toEqual([short(name)]);
  });

  it('a change that leaves the range of its dependents releases them, and nobody else', () => {
    const dependents = packages.filter(({ manifest }) => '@x/engineio-parser' in { ...manifest.dependencies });
    const followers = packages.filter(({ manifest }) =>
      dependents.some(({ name }) => name in { ...manifest.dependencies }),
    );
    const touched = touchedBy({ '@x/engineio-parser': 'major' });
    expect(touched).toContain('engineio-server');
    expect(touched).not.toContain('socketio-adapter');
    const connected = [...dependents, ...followers].map(({ name }) => short(name));
    expect(touched.filter((name) => name !== 'engineio-parser' && !connected.includes(name ?? ''))).toEqual([]);
  });
});

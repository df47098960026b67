import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { readPackages } from '../package-graph.mjs';
import { root } from '../toolchain.mjs';

const execute = promisify(execFile);
const packages = readPackages(root, ['packages']);

// Building all packages is `npm test`'s work; what is rehearsed here is what comes after it.
const built = packages.every(({ folder, manifest: { main = '', types = '' } }) =>
  [main, types].every((file) => existsSync(join(folder, file))),
);
const git = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root }).status === 0;
const list = process.env['MISSING_PEERS_FILE'];
if (!(built && git) && list)
  appendFileSync(list, 'git or built packages: not there, the rehearsal of a release was skipped\n');

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** What git knows of the workspace's manifests, changelogs, changesets and lockfile: all that a release may change. */
const tree = () => {
  const paths = ['package.json', 'pnpm-lock.yaml', '.changeset', 'packages/*/package.json', 'packages/*/CHANGELOG.md'];
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...paths], {
    cwd: root,
    encoding: 'utf8',
  });
  const present = files.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
  return new Map(present.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
};

describe.runIf(built && git)('pnpm release --dry-run', () => {
  it('shows versions, changelogs and tarballs, and changes nothing', async () => {
    const before = tree();
    const { stdout } = await execute(process.execPath, ['scripts/release.mjs', '--dry-run', '--built'], { cwd: root });
    expect(tree()).toEqual(before);
    for (const { name, manifest } of packages) {
      const line = stdout.split('\n').find((text) => text.startsWith(`${name} ${manifest.version}: `));
      expect(line).toMatch(/: \d+ files, [\d.]+ kB; public, with provenance$/);
    }
    expect(stdout.match(/^ {4}dist\/index\.js$/gm)).toHaveLength(packages.length);
    expect(stdout.match(/^ {4}README\.md$/gm)).toHaveLength(packages.length);

    const waiting = readdirSync(join(root, '.changeset')).filter(
      (file) => file.endsWith('.md') && file !== 'README.md',
    );
    for (const file of waiting) {
      const [, names = '', text = ''] =
        /^---\n([\s\S]*?)---\n+(.*)/.exec(readFileSync(join(root, '.changeset', file), 'utf8')) ?? [];
      expect(stdout).toContain(text.trim());
      for (const [, name] of names.matchAll(/^['"](.*?)['"]: (?:patch|minor|major)$/gm)) {
        expect(stdout).toMatch(new RegExp(`^${name} \\S+ -> \\S+$`, 'm'));
      }
    }
  });
});

it('nobody publishes from a machine that cannot prove where the packages come from', async () => {
  const env = { ...process.env };
  delete env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const release = execute(process.execPath, ['scripts/release.mjs'], { cwd: root, env });
  await expect(release).rejects.toThrow(/the workflow "Release" does it/);
});

import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SCOPE } from '../package-graph.mjs';
import { root } from '../toolchain.mjs';

const execute = promisify(execFile);
const OLD = SCOPE.slice(0, -1);
// In two parts, so that it stands in no file: the script refuses a scope that does.
const NEW = `@${'renamed'}-scope`;

// What is renamed is a clone: without the history there is none.
const there = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root }).status === 0;
const list = process.env['MISSING_PEERS_FILE'];
if (!there && list) appendFileSync(list, 'git: no repository, the renaming of the scope was not tested\n');

// A whole workspace is linked, checked and tested.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

describe.runIf(there)('rename-scope.mjs, on a copy', () => {
  let copy: string;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, encoding: 'utf8' });
  const node = (...args: string[]) =>
    execute(process.execPath, args, { cwd: copy, env: { ...process.env, CI: 'true' } });
  const rename = (...args: string[]) => node('scripts/rename-scope.mjs', ...args);

  beforeAll(() => {
    copy = realpathSync(mkdtempSync(join(tmpdir(), 'rename-')));
    execFileSync('git', ['clone', '--quiet', root, copy]);
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));

  it.each([
    [[], /usage: /],
    [['acme'], /"acme" is no scope of npm/],
    [['@Acme'], /"@Acme" is no scope of npm/],
    [['@acme/x'], /"@acme\/x" is no scope of npm/],
    [[OLD], /the scope is @\S+ already/],
    [['@types'], /@types is in use already/],
    [[NEW, 'https://github.com/acme/x'], /is no repository of GitHub/],
    [[NEW, 'acme/x', 'more'], /usage: /],
  ])('refuses %j, and changes nothing', async (args, reason) => {
    await expect(rename(...args)).rejects.toThrow(reason);
    expect(git('status', '--porcelain')).toBe('');
  });

  it('refuses a tree with changes that are not committed', async () => {
    writeFileSync(join(copy, 'notes.txt'), 'not committed');
    await expect(rename(NEW)).rejects.toThrow(/changes that are not committed/);
    rmSync(join(copy, 'notes.txt'));
  });

  it('renames it everywhere, and the repository', async () => {
    await rename(NEW, 'acme/realtime.io');
    const left = spawnSync('git', ['grep', '-nE', `(^|[^A-Za-z0-9_.@-])${OLD}([^A-Za-z0-9_.-]|$)`], {
      cwd: copy,
      encoding: 'utf8',
    });
    expect(left.stdout).toBe('');
    const manifest = JSON.parse(readFileSync(join(copy, 'packages/socketio-server/package.json'), 'utf8'));
    expect(manifest.name).toBe(`${NEW}/socketio-server`);
    expect(manifest.exports['.']).toHaveProperty([`${NEW}/source`]);
    expect(manifest.repository.url).toBe('git+https://github.com/acme/realtime.io.git');
    // What it changed can be undone, and nothing else was touched.
    expect(
      git('status', '--porcelain')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith(' M ')),
    ).toEqual([]);
  });

  it('leaves a workspace that is linked, keeps to its graph, compiles and passes tests', async () => {
    await node('scripts/check-graph.mjs');
    await node('node_modules/typescript/bin/tsc', '-p', 'packages/socketio-adapter/tsconfig.json');
    await node('node_modules/vitest/vitest.mjs', 'run', '--project', 'socketio-parser', 'test/readme', 'test/tuple');
  });
});

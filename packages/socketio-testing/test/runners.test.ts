import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });
const execute = promisify(execFile);
const { NODE_OPTIONS: _, VITEST: __, NODE_ENV: ___, NODE_TEST_CONTEXT: ____, ...env } = process.env;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runners-'));
  for (const [name, banner] of [
    ['node.test.cjs', "const { test } = require('node:test');"],
    ['jest.test.cjs', ''],
  ] as const) {
    await build({
      entryPoints: [fileURLToPath(new URL('./programs/runner.ts', import.meta.url))],
      outfile: join(folder, name),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      conditions: ['@x/source'],
      banner: { js: banner },
    });
  }
  await writeFile(join(folder, 'package.json'), '{}');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('runs under node:test, and nothing keeps the process', async () => {
  const { stdout } = await execute(process.execPath, ['--test', join(folder, 'node.test.cjs')], { env });
  expect(stdout).toMatch(/pass 1\b/);
});

it('runs under jest, and nothing keeps the process', async () => {
  const manifest = createRequire(import.meta.url).resolve('jest/package.json');
  const jest = join(manifest, '../bin/jest.js');
  const flags = ['--rootDir', folder, '--testMatch', '**/jest.test.cjs', '--transform', '{}', '--detectOpenHandles'];
  const { stderr } = await execute(process.execPath, [jest, ...flags], { cwd: folder, env });
  expect(stderr).toMatch(/1 passed/);
  expect(stderr).not.toMatch(/open handle/);
});

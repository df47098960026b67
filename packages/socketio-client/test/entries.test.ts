import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as root from '../src/index.js';
import * as io from '../src/io/index.js';

test('what the package gives is what its README teaches', () => {
  expect(Object.keys(root).sort()).toEqual([
    'BadNamespaceError',
    'Client',
    'ClientNamespace',
    'ConnectionError',
    'ConnectionRefusedError',
    'DisconnectReason',
    'DisconnectedError',
    'SimpleClient',
    'SocketIOError',
    'TimeoutError',
    'tuple',
  ]);
  expect(Object.keys(io).sort()).toEqual(['Socket', 'io']);
});

test.each(['index.ts', 'io/index.ts', 'io/script.ts'])(
  'a bundle of %s for browsers holds nothing of Node, and no other package',
  async (entry) => {
    const { outputFiles, metafile } = await build({
      entryPoints: [fileURLToPath(new URL(`../src/${entry}`, import.meta.url))],
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['@x/source'],
    });
    expect(Object.keys(metafile.inputs).filter((path) => /node_modules|network\/node|bytes\/node/.test(path))).toEqual(
      [],
    );
    expect(outputFiles[0]!.text).not.toMatch(/node:|\brequire\(|\bprocess\b|\bBuffer\b|\beval\b|new Function/);
  },
);

test('the client stays within its size', async () => {
  const script = fileURLToPath(new URL('../scripts/size.mjs', import.meta.url));
  // Fails with what it printed when it is over budget.
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout.match(/ok$/gm)).toHaveLength(3);
});

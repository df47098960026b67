import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { build as pack } from 'tsup';
import { expect, onTestFinished, test } from 'vitest';
import * as root from '../src/index.js';
import * as io from '../src/io/index.js';
import { startServer } from './support/servers.js';

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

test('as CommonJS, io() connects as often as it is asked to', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'socketio-client-cjs-'));
  onTestFinished(() => rmSync(outDir, { recursive: true }));
  const entry = (path: string) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));
  // As the package is built, but with its dependencies inside.
  await pack({
    config: false,
    silent: true,
    entry: { index: entry('index.ts'), io: entry('io/index.ts') },
    outDir,
    format: 'cjs',
    outExtension: () => ({ js: '.cjs' }),
    target: 'es2022',
    platform: 'node',
    splitting: true,
    noExternal: [/^@x\//],
    esbuildOptions: (options) => {
      options.conditions = ['@x/source'];
    },
  });
  const built = createRequire(import.meta.url)(join(outDir, 'io.cjs')) as typeof io;
  const { url, io: server } = await startServer();
  server.of('/a');
  for (const namespace of ['/', '/a']) {
    const socket = built.io(url + namespace);
    onTestFinished(() => void socket.close());
    await new Promise((resolve) => socket.on('connect', () => resolve(undefined)));
    expect(socket.io.listeners('open')).toEqual([]);
  }
});

test('the client stays within its size', async () => {
  const script = fileURLToPath(new URL('../scripts/size.mjs', import.meta.url));
  // Fails with what it printed when it is over budget.
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout.match(/ok$/gm)).toHaveLength(3);
});

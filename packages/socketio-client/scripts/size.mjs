// What a page pays for this client, beside socket.io-client: bundled by esbuild for browsers, minified, gzip -9.
// Fails above the budget: a part of what socket.io-client weighs in the same run.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const BUDGET = 0.75;
const resolveDir = fileURLToPath(new URL('..', import.meta.url));

/** @type {[name: string, contents: string, budgeted: boolean][]} */
const entries = [
  ['socket.io-client', "export { io } from 'socket.io-client'", false],
  ['<script> with the global io', "import './src/io/script.js'", true],
  ["import { io } from '@x/socketio-client/io'", "export { io } from './src/io/index.js'", true],
  ["import { Client } from '@x/socketio-client'", "export { Client } from './src/index.js'", true],
  ["import * from '@x/socketio-client'", "export * from './src/index.js'", false],
];

/** @param {string} contents */
async function measure(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@x/source'],
  });
  const [{ contents: bytes }] = /** @type {[{ contents: Uint8Array }]} */ (/** @type {unknown} */ (outputFiles));
  return { minified: bytes.length, zipped: gzipSync(bytes, { level: 9 }).length };
}

let reference = 0;
let failed = false;
for (const [name, contents, budgeted] of entries) {
  const { minified, zipped } = await measure(contents);
  reference ||= zipped;
  const ratio = zipped / reference;
  const over = budgeted && ratio > BUDGET;
  failed ||= over;
  const verdict = budgeted ? (over ? `OVER ${BUDGET}` : 'ok') : '';
  console.log(
    `${String(minified).padStart(7)} B ${String(zipped).padStart(7)} B gzip  ${ratio.toFixed(3)}  ${name}  ${verdict}`,
  );
}
if (failed) process.exitCode = 1;

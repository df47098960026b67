// node --import ./preload.mjs main.mjs: runs the program that BLOCK_PROGRAM names, and tells when all its top-level awaits are done.
import { pathToFileURL } from 'node:url';
import { report } from './preload.mjs';

const { BLOCK_PROGRAM = '', BLOCK_PATIENCE } = /** @type {Record<string, string | undefined>} */ (process.env);
process.argv[1] = BLOCK_PROGRAM;
// It may still fail, in a handler or a timer: it gets a moment for that, by its own clock.
const settle = (/** @type {number} */ after) => void setTimeout(() => report({ settled: true }), after).unref();
if (BLOCK_PATIENCE) settle(Number(BLOCK_PATIENCE));
await import(pathToFileURL(BLOCK_PROGRAM).href);
report({ evaluated: true });
settle(300);

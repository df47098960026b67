// Sets up a clone without starting anything. With --print-path: the folder in which the pinned pnpm lies, for PATH.
import { requireNode } from './node-version.mjs';

requireNode();
const { dirname } = await import('node:path');
const { main, prepare } = await import('./toolchain.mjs');

await main(async () => {
  const pnpm = await prepare();
  if (process.argv.includes('--print-path')) console.log(pnpm.folder ?? dirname(process.execPath));
});

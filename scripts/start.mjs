// npm start: from a clean clone to the running chat. `npm start -- --port 4000`, or PORT=4000 npm start.
import { requireNode } from './node-version.mjs';

requireNode();
const { existsSync } = await import('node:fs');
const { join } = await import('node:path');
const { pathToFileURL } = await import('node:url');
const { build, main, prepare, root } = await import('./toolchain.mjs');

await main(async () => {
  const pnpm = await prepare();
  await build(pnpm, ['@x/chat...']);
  const server = join(root, 'apps', 'chat', 'dist', 'server.js');
  if (!existsSync(server)) throw new Error(`The build left no ${server}`);
  // In this very process: a signal, its handling and the exit code are the server's own.
  process.argv[1] = server;
  await import(pathToFileURL(server).href);
});

// npm start: from a clean clone to the running chat. `npm start -- --port 4000`, or PORT=4000 npm start.
import { requireNode } from './node-version.mjs';

requireNode();
const { existsSync } = await import('node:fs');
const { join } = await import('node:path');
const { pathToFileURL } = await import('node:url');
const { readOptions, USAGE } = await import('./start-options.mjs');
const { build, main, prepare, root, StepError } = await import('./toolchain.mjs');

await main(async () => {
  const { port, host, help } = options();
  if (help) {
    console.log(USAGE);
    return;
  }
  const pnpm = await prepare();
  await build(pnpm, ['@x/chat...']);
  const server = join(root, 'apps', 'chat', 'dist', 'server.js');
  if (!existsSync(server)) throw new StepError(`The build left no ${server}`);
  if (port !== undefined) process.env['PORT'] = port;
  if (host !== undefined) process.env['HOST'] = host;
  hearCtrlCOnce();
  endWithNpm();
  // In this very process: a signal, its handling and the exit code are the server's own.
  process.argv.splice(1, Infinity, server);
  await import(pathToFileURL(server).href);
});

function options() {
  try {
    return readOptions(process.argv.slice(2), process.env);
  } catch (error) {
    throw new StepError(/** @type {Error} */ (error).message);
  }
}

/** The terminal sends Ctrl-C to npm and to us, and npm sends us its own on top: the second one must not cut the goodbye short. */
function hearCtrlCOnce() {
  let first = 0;
  process.on('SIGINT', () => {
    first ||= Date.now();
    if (Date.now() - first > 1000) process.exit(130);
  });
}

/** A signal that stops npm may end the shell between npm and us without reaching us: then we have another parent. */
function endWithNpm() {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

// Starts the demo as a newcomer does, asks it for its page and for a session, and stops it: for .ci/run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as setTimer } from 'node:timers/promises';
import { main, root, say } from './toolchain.mjs';

const DEADLINE = 120_000;

await main(async () => {
  const script = await serve(process.execPath, ['scripts/start.mjs']);
  const [code, signal] = await script.stop();
  if (code !== 0) throw new Error(`After SIGTERM it ended with ${signal ?? `exit code ${code}`}, not with 0`);
  say('It served its page and a session, and stopped on SIGTERM with exit code 0');

  const npm = await serve('npm', ['start', '--']);
  await npm.stop();
  await until(async () => !(await fetch(npm.url).catch(() => undefined)));
  say('Stopping npm stopped it, too');
});

/**
 * Starts the demo on a free port and asks for its page and for a session.
 * @param {string} command
 * @param {string[]} args
 */
async function serve(command, args) {
  const port = await freePort();
  const child = spawn(command, [...args, '--port', String(port)], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const deadline = setTimeout(() => child.kill('SIGTERM'), DEADLINE);
  const stop = () => {
    clearTimeout(deadline);
    child.kill('SIGTERM');
    return exit;
  };
  try {
    const url = await Promise.race([announced(child, port), exit.then(() => undefined)]);
    if (!url) throw new Error('It ended, or said nothing of its address, before it could be asked');
    for (const path of ['/', '/socket.io/?EIO=4&transport=polling']) {
      const response = await fetch(new URL(path, url));
      if (response.status !== 200) throw new Error(`GET ${path} was answered with ${response.status}`);
      await response.arrayBuffer();
    }
    return { url, stop };
  } catch (error) {
    stop();
    child.stdout.destroy();
    throw error;
  }
}

/**
 * @param {() => Promise<boolean>} condition asked again and again until it holds or the deadline has passed
 */
async function until(condition) {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The server outlived npm');
    await setTimer(100);
  }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return address.port;
}

/**
 * Resolves with the first address on the given port that the process prints.
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} child
 * @param {number} port
 * @returns {Promise<string>}
 */
function announced(child, port) {
  return new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      text += chunk;
      const found = text.match(new RegExp(`http://[\\w.\\-\\[\\]:]+:${port}`));
      if (found) resolve(found[0]);
    });
  });
}

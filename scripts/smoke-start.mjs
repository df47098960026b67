// Starts the demo as a newcomer does, asks it for its page and for a session, and stops it: for .ci/run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { main, root, say } from './toolchain.mjs';

const DEADLINE = 180_000;

await main(async () => {
  const port = await freePort();
  const npm = spawn('npm', ['start', '--', '--port', String(port)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(npm, 'exit');
  const deadline = setTimeout(() => npm.kill('SIGKILL'), DEADLINE);
  try {
    const url = await Promise.race([announced(npm, port), exit.then(() => undefined)]);
    if (!url) throw new Error('npm start ended, or said nothing of its address, before it could be asked');
    say(`It says ${url}`);
    for (const path of ['/', '/socket.io/?EIO=4&transport=polling']) {
      const response = await fetch(new URL(path, url));
      if (response.status !== 200) throw new Error(`GET ${path} was answered with ${response.status}`);
      await response.arrayBuffer();
    }
    npm.kill('SIGTERM');
    const [code, signal] = await exit;
    if (code !== 0) throw new Error(`After SIGTERM it ended with ${signal ?? `exit code ${code}`}, not with 0`);
    say('It served its page and a session, and stopped on SIGTERM with exit code 0');
  } finally {
    clearTimeout(deadline);
    npm.kill('SIGKILL');
  }
});

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

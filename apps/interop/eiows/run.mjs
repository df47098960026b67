/**
 * Proves that the engine works on eiows: echo, bytes, broadcast, upgrade, heartbeat, close and backpressure.
 *
 * node apps/interop/eiows/run.mjs
 *
 * Takes a minute the first time, to install and compile. Needs Linux on x64, npm, Python and a C++ compiler.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Socket } from 'engine.io-client';
import { build } from 'esbuild';
import { EIOWS, NODE, prepare } from './prepare.mjs';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log('skipped: the Node that eiows is compiled for is for Linux on x64');
  process.exit();
}

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '.cache');
const { node, eiows } = prepare(cache);
const bundle = join(cache, 'server.mjs');
await build({
  entryPoints: [join(here, 'server.mjs')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  conditions: ['@x/source'],
  banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
  logLevel: 'error',
});

const server = fork(bundle, { execPath: node, execArgv: [], env: { ...process.env, EIOWS: eiows } });
const events = [];
server.on('message', (message) => events.push(message));
/** Waits for an event of the server. */
async function event(name) {
  for (;;) {
    const index = events.findIndex((message) => message.event === name);
    if (index !== -1) return events.splice(index, 1)[0];
    await once(server, 'message');
  }
}

const { port, version, refusal } = await event('listening');
assert.equal(version, `v${NODE}`);

/** A connected client of the official make. */
async function client(transports) {
  const socket = new Socket(`http://127.0.0.1:${port}`, { transports });
  const received = [];
  let wake = () => {};
  socket.binaryType = 'nodebuffer';
  socket.on('message', (data) => {
    received.push(data);
    wake();
  });
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const take = async (count) => {
    while (received.length < count) await new Promise((resolve) => (wake = resolve));
    return received.splice(0, count);
  };
  return { socket, take, closed };
}

const checks = {
  async 'echoes text and bytes in order'() {
    const { socket, take } = await client(['websocket']);
    const sent = [
      'hello',
      Buffer.from([0, 1, 254, 255]),
      'é € \u{1f600}',
      'x'.repeat(100_000),
      Buffer.alloc(70_000, 3),
    ];
    for (const message of sent) socket.send(message);
    assert.deepEqual(await take(sent.length), sent);
    socket.close();
    await event('closed');
  },
  async 'broadcasts text and bytes'() {
    const clients = await Promise.all([client(['websocket']), client(['websocket']), client(['polling'])]);
    clients[0].socket.send('broadcast');
    for (const { take } of clients) assert.deepEqual(await take(2), ['to all', Buffer.from([1, 2, 3])]);
    for (const { socket } of clients) {
      socket.close();
      await event('closed');
    }
  },
  async 'upgrades from polling, and loses nothing'() {
    const { socket, take } = await client(['polling', 'websocket']);
    const sent = Array.from({ length: 500 }, (_, i) => `${i}`);
    for (const message of sent.slice(0, 250)) socket.send(message);
    await event('upgraded');
    for (const message of sent.slice(250)) socket.send(message);
    assert.deepEqual(await take(sent.length), sent);
    assert.equal(socket.transport.name, 'websocket');
    socket.close();
    await event('closed');
  },
  async 'keeps the heartbeat'() {
    const { socket, take } = await client(['websocket']);
    for (let i = 0; i < 4; i++) await new Promise((resolve) => socket.once('ping', resolve));
    socket.send('still here');
    assert.deepEqual(await take(1), ['still here']);
    socket.close();
    await event('closed');
  },
  async 'closes after what was sent'() {
    const { socket, take, closed } = await client(['websocket']);
    socket.send('close');
    assert.deepEqual(await take(1), ['last words']);
    assert.equal(await closed, 'transport close');
    assert.equal((await event('closed')).reason, 'server disconnect');
  },
  async 'closes a peer that does not read at maxBackpressure'() {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      'GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await once(socket, 'data');
    socket.pause();
    socket.write(Buffer.from('\x81\x86\0\0\0\x004flood', 'latin1'));
    assert.match((await event('closed')).detail, /maxBackpressure/);
    socket.destroy();
  },
  async 'refuses options that eiows has no means for'() {
    assert.match(refusal, /cookie/);
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`ok: ${name}`);
}
server.send('close');
const [code] = await once(server, 'exit');
assert.equal(code, 0);
console.log(`eiows ${EIOWS} on Node ${NODE}: all well`);
process.exit();

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { CLOSE, closeFrame, frame, LAST, TEXT, TEXT_FRAGMENT } from './support/client-frames.js';
import { upgradeRequest } from './support/raw.js';
import { type Seen, startServer } from './support/server.js';

const pem = (name: string): Buffer => readFileSync(new URL(`./support/tls/${name}.pem`, import.meta.url));
const cert = pem('certificate');

/** A session over TLS, and a function that waits for bytes that end so. */
async function start(): Promise<{ socket: TLSSocket; seen: Seen; until: (end: string) => Promise<void> }> {
  const { engine, nextSession } = await startServer();
  const server = createServer({ cert, key: pem('key') });
  engine.attach(server);
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const opened = nextSession();
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', ca: cert, servername: 'localhost' });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  let received = '';
  socket.on('data', (data: Buffer) => {
    received += data.toString('latin1');
  });
  const head = Buffer.concat([
    Buffer.from(upgradeRequest('/engine.io/?EIO=4&transport=websocket')),
    frame(TEXT, '4x').subarray(0, 5),
  ]);
  socket.write(head);
  const until = (end: string) => expect.poll(() => received).toSatisfy((text: string) => text.endsWith(end));
  return { socket, seen: await opened, until };
}

it('frames over TLS may come byte by byte, and are read from the one behind the request on', async () => {
  const { socket, seen, until } = await start();
  const rest = [
    frame(TEXT, '4x').subarray(5),
    frame(TEXT_FRAGMENT, '4é'.repeat(20)),
    frame(LAST, 'x'.repeat(200)),
    closeFrame(4000, 'bye'),
  ];
  for (const byte of Buffer.concat(rest)) socket.write(Uint8Array.of(byte));
  await until(`${String.fromCharCode(CLOSE, 5, 0x0f, 0xa0)}bye`);
  socket.end();
  expect(await seen.closed).toEqual(['transport close', 'close code 4000']);
  expect(seen.received).toEqual(['x', `${'4é'.repeat(20).slice(1)}${'x'.repeat(200)}`]);
});

it.each([
  ['that breaks the rules is told so', frame(TEXT, '', { mask: undefined }), 1002, 'a frame that is not masked'],
  ['with text that is none too', frame(TEXT, Buffer.of(0x34, 0xff)), 1007, 'a text message that is not UTF-8'],
])('a peer over TLS %s', async (_name, bytes, code, detail) => {
  const { socket, seen, until } = await start();
  const ended = once(socket, 'end');
  socket.write(Buffer.concat([frame(TEXT, '4x').subarray(5), bytes]));
  await until(String.fromCharCode(CLOSE, 2, code >> 8, code & 255));
  expect(await seen.closed).toEqual(['transport error', detail]);
  await ended;
});

it('a connection over TLS that is cut is over', async () => {
  const { socket, seen } = await start();
  socket.destroy();
  expect(await seen.closed).toEqual(['transport close', 'close code 1006']);
});

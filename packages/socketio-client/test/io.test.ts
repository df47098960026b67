import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type IoOptions, io, type Socket } from '../src/io/index.js';
import { eventually } from './support/eventually.js';
import { accepted, cut, FAST, listen, startServer } from './support/servers.js';

function open(url: string, options: IoOptions = {}): Socket {
  const socket = io(url, { ...FAST, ...options });
  onTestFinished(() => void socket.disconnect());
  return socket;
}

const heard = (socket: Socket, event: string) =>
  new Promise((resolve) => socket.once(event, (...args) => resolve(args)));

test('connects, emits, acknowledges and disconnects as users of socket.io-client expect', async () => {
  const { url, io: server } = await startServer();
  server.on('connection', (peer) => {
    peer.on('echo', (...args) => args.pop()(...args));
    peer.on('ask', async (reply) => reply(await peer.emitWithAck('question', 1)));
  });
  const socket = open(url);
  expect([socket.connected, socket.active, socket.id]).toEqual([false, true, undefined]);
  await heard(socket, 'connect');
  expect([socket.connected, socket.disconnected, socket.recovered]).toEqual([true, false, false]);
  expect(server.sockets.sockets.has(socket.id ?? '')).toBe(true);
  socket.on('question', (n, reply) => reply(n + 1));
  expect(
    await new Promise((resolve) => socket.emit('echo', 'a', [1], (...values: unknown[]) => resolve(values))),
  ).toEqual(['a', [1]]);
  expect(await socket.emitWithAck('ask')).toBe(2);
  const reason = heard(socket, 'disconnect');
  socket.disconnect();
  expect(await reason).toEqual(['io client disconnect']);
  expect([socket.connected, socket.active]).toEqual([false, false]);
});

test('the path of the URL is the namespace, its query goes to the server', async () => {
  const { url, io: server } = await startServer();
  const opened = accepted(server, '/admin');
  const socket = open(`${url}/admin?room=7`, { query: { lang: 'en' }, extraHeaders: { 'x-token': 't' } });
  await heard(socket, 'connect');
  const { handshake } = await opened;
  expect([handshake.query['room'], handshake.query['lang'], handshake.headers['x-token']]).toEqual(['7', 'en', 't']);
});

test('sockets of one server share a connection; forceNew and a second socket of a namespace have their own', async () => {
  const { url, io: server } = await startServer();
  server.of('/a');
  const sockets = [open(url), open(`${url}/a`)];
  await Promise.all(sockets.map((socket) => heard(socket, 'connect')));
  expect(server.engine.clientsCount).toBe(1);
  const others = [open(url), open(`${url}/a`, { forceNew: true })];
  await Promise.all(others.map((socket) => heard(socket, 'connect')));
  expect(server.engine.clientsCount).toBe(3);
  sockets[0]!.disconnect();
  expect(
    await sockets[1]!
      .timeout(20)
      .emitWithAck('x')
      .catch((error) => error.code),
  ).toBe('TIMEOUT');
  expect(sockets[1]!.connected).toBe(true);
});

test('autoConnect: false waits, and what was emitted before is sent', async () => {
  const { url, io: server } = await startServer();
  const got: unknown[] = [];
  server.on('connection', (peer) => peer.on('e', (n) => got.push(n)));
  const socket = open(url, { autoConnect: false });
  socket.emit('e', 1);
  socket.volatile.emit('e', 2);
  expect(socket.active).toBe(false);
  socket.connect();
  await eventually(() => got).toEqual([1]);
});

test('auth may be a function with a callback, and may change', async () => {
  const { url, io: server } = await startServer();
  const seen: unknown[] = [];
  server.on('connection', (peer) => seen.push(peer.handshake.auth));
  const socket = open(url, { auth: (give: (auth: object) => void) => give({ token: 'a' }) });
  await heard(socket, 'connect');
  socket.disconnect();
  socket.auth = { token: 'b' };
  socket.connect();
  await heard(socket, 'connect');
  expect(seen).toEqual([{ token: 'a' }, { token: 'b' }]);
});

test("connect_error is an Error with the server's message and data", async () => {
  const { url, io: server } = await startServer();
  server.use((_peer, next) => next(Object.assign(new Error('no'), { data: { code: 1 } })));
  const socket = open(url);
  const [error] = (await heard(socket, 'connect_error')) as [Error & { data: unknown }];
  expect([error.message, error.data, socket.active]).toEqual(['no', { code: 1 }, false]);
});

test('a lost connection comes back, and io tells of it', async () => {
  const { url, io: server } = await startServer();
  const opened = accepted(server);
  const socket = open(url);
  await heard(socket, 'connect');
  const events: unknown[] = [];
  for (const event of ['close', 'reconnect_attempt', 'reconnect', 'open']) {
    socket.io.on(event, (detail: unknown) => events.push([event, detail]));
  }
  const reason = heard(socket, 'disconnect');
  cut(await opened);
  expect(await reason).toEqual(['transport close']);
  await heard(socket, 'connect');
  expect(events).toEqual([
    ['close', 'transport close'],
    ['reconnect_attempt', 1],
    ['open', undefined],
    ['reconnect', 1],
  ]);
});

test('a server that is not there: connect_error, and another attempt', async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const socket = open(`http://127.0.0.1:${port}`, { reconnectionAttempts: 2 });
  const errors: string[] = [];
  socket.on('connect_error', (error) => errors.push(error.message));
  await new Promise<void>((resolve) => socket.io.on('reconnect_failed', () => resolve()));
  expect(errors).toEqual(Array(3).fill(`Connection error: connect ECONNREFUSED 127.0.0.1:${port}`));
  expect(socket.active).toBe(false);
});

test('the server can send a socket away', async () => {
  const { url, io: server } = await startServer();
  const opened = accepted(server);
  const socket = open(url);
  const reason = heard(socket, 'disconnect');
  await heard(socket, 'connect');
  (await opened).disconnect();
  expect([await reason, socket.active]).toEqual([['io server disconnect'], false]);
});

test('timeout() makes the acknowledgement tell of errors first', async () => {
  const { url, io: server } = await startServer();
  server.on('connection', (peer) => peer.on('q', (reply) => reply(42)));
  const socket = open(url);
  await heard(socket, 'connect');
  const ask = (event: string, timeout: number) =>
    new Promise((resolve) => socket.timeout(timeout).emit(event, (...values: unknown[]) => resolve(values)));
  expect(await ask('q', 20_000)).toEqual([null, 42]);
  expect(await ask('silence', 40)).toMatchObject([{ code: 'TIMEOUT' }]);
  expect(await socket.timeout(20_000).emitWithAck('q')).toBe(42);
  await expect(socket.timeout(20).emitWithAck('silence')).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('emitWithAck rejects when the connection is lost before the answer', async () => {
  const { url, io: server } = await startServer();
  server.on('connection', (peer) => peer.on('leave me', () => cut(peer)));
  const socket = open(url);
  await heard(socket, 'connect');
  await expect(socket.emitWithAck('leave me')).rejects.toMatchObject({ code: 'DISCONNECTED' });
});

test('a listener that is told of a refusal may ask again with other credentials', async () => {
  const { url, io: server } = await startServer();
  server.use(({ handshake }, next) => next(handshake.auth['token'] === 'good' ? undefined : new Error('bad token')));
  const socket = open(url, { auth: { token: 'stale' } });
  const active: boolean[] = [];
  socket.on('connect_error', () => {
    active.push(socket.active);
    socket.auth = { token: 'good' };
    socket.connect();
  });
  await heard(socket, 'connect');
  expect([active, socket.active]).toEqual([[false], true]);
});

test('retries send until the acknowledgement comes', async () => {
  const { url, io: server } = await startServer();
  let tries = 0;
  server.on('connection', (peer) => peer.on('e', (reply) => ++tries === 2 && reply('done')));
  const socket = open(url, { retries: 9, ackTimeout: 100, transports: ['websocket'] });
  expect(await socket.emitWithAck('e')).toBe('done');
  expect(tries).toBeGreaterThanOrEqual(2);
});

test('listeners: several per event, once, off, any, and one that fails', async () => {
  const { url, io: server } = await startServer();
  const opened = accepted(server);
  const errors = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => errors.mockRestore());
  const socket = open(url);
  const calls: unknown[] = [];
  const second = (n: unknown) => calls.push(['second', n]);
  socket.on('e', () => {
    throw new Error('a listener failed');
  });
  socket.on('e', (n) => calls.push(['first', n]));
  socket.on('e', second);
  socket.once('e', (n) => calls.push(['once', n]));
  socket.onAny((...args) => calls.push(['any', ...args]));
  socket.onAnyOutgoing((...args) => calls.push(['out', ...args]));
  await heard(socket, 'connect');
  const peer = await opened;
  peer.emit('e', 1);
  await eventually(() => calls.length).toBe(4);
  socket.off('e', second).offAny();
  peer.emit('e', 2);
  await eventually(() => calls.length).toBe(5);
  socket.emit('f', 3);
  socket.offAnyOutgoing().emit('f', 4);
  expect(calls).toEqual([
    ['any', 'e', 1],
    ['first', 1],
    ['second', 1],
    ['once', 1],
    ['first', 2],
    ['out', 'f', 3],
  ]);
  expect(errors).toHaveBeenCalledTimes(2);
  expect([socket.hasListeners('e'), socket.listeners('e').length]).toEqual([true, 2]);
  socket.removeAllListeners('e');
  expect(socket.hasListeners('e')).toBe(false);
});

test('reserved names throw', () => {
  const socket = open('http://127.0.0.1:9', { autoConnect: false });
  expect(() => socket.emit('connect')).toThrow('reserved');
});

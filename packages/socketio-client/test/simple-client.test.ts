import { expect, test } from 'vitest';
import { SimpleClient, tuple } from '../src/index.js';
import { eventually } from './support/eventually.js';
import { accepted, cut, FAST, newSimpleClient, startServer, TRANSPORTS } from './support/servers.js';

for (const transports of TRANSPORTS) {
  test(`emit, call and receive over ${transports.join(' and ')}`, async () => {
    const { url, io } = await startServer();
    io.on('connection', (socket) => {
      socket.on('question', (a, b, reply) => reply(b, a));
      socket.on('hello', (name) => socket.emit('welcome', name, Buffer.from([1])));
    });
    const outcome = await SimpleClient.use(
      url,
      async (client) => {
        expect([client.connected, client.sid, client.transport]).toEqual([
          true,
          expect.any(String),
          expect.any(String),
        ]);
        await client.emit('hello', 'ann');
        return [await client.receive({ timeout: 10_000 }), await client.call('question', tuple(1, 2))];
      },
      { transports },
    );
    expect(outcome).toEqual([
      ['welcome', 'ann', Buffer.from([1])],
      [2, 1],
    ]);
  });
}

test('use() disconnects whatever happens', async () => {
  const { url } = await startServer();
  let kept: SimpleClient | undefined;
  const failure = SimpleClient.use(url, (client) => {
    kept = client;
    throw new Error('on purpose');
  });
  await expect(failure).rejects.toThrow('on purpose');
  expect(kept?.connected).toBe(false);
});

test('await using disconnects at the end of the block', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  {
    await using client = new SimpleClient();
    await client.connect(url);
  }
  const socket = await opened;
  await eventually(() => socket.connected).toBe(false);
});

test('a namespace of its own', async () => {
  const { url, io } = await startServer();
  io.of('/a').on('connection', (socket) => socket.emit('here', socket.id));
  const client = newSimpleClient();
  await client.connect(url, { namespace: '/a' });
  expect(await client.receive()).toEqual(['here', client.sid]);
});

test('events wait in order until they are received, and receivers are served in order', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newSimpleClient();
  await client.connect(url);
  const socket = await opened;
  for (let n = 0; n < 3; n++) socket.emit('n', n);
  const received = [await client.receive(), await client.receive(), await client.receive()];
  expect(received).toEqual([
    ['n', 0],
    ['n', 1],
    ['n', 2],
  ]);
  const both = Promise.all([client.receive(), client.receive()]);
  socket.emit('a');
  socket.emit('b');
  expect(await both).toEqual([['a'], ['b']]);
});

test('receive() gives up in time, and misses nothing by it', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newSimpleClient();
  await client.connect(url);
  await expect(client.receive({ timeout: 20 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  (await opened).emit('late');
  expect(await client.receive({ timeout: 10_000 })).toEqual(['late']);
});

test('iteration ends with the connection, after the last event', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newSimpleClient();
  await client.connect(url);
  const socket = await opened;
  for (let n = 0; n < 3; n++) socket.emit('n', n);
  socket.disconnect();
  const seen: unknown[] = [];
  for await (const [event, ...args] of client) seen.push([event, ...args]);
  expect(seen).toEqual([
    ['n', 0],
    ['n', 1],
    ['n', 2],
  ]);
});

test('a lost connection is nothing that the program notices', async () => {
  const { url, io } = await startServer();
  let dropped = false;
  io.on('connection', (socket) => {
    socket.on('question', (n, reply) => {
      if (dropped) return reply(n);
      dropped = true;
      cut(socket);
    });
    socket.emit('connected', socket.id);
  });
  const client = newSimpleClient();
  await client.connect(url);
  const [, first] = await client.receive();
  // Lost on the way, and asked again.
  expect(await client.call('question', 7)).toBe(7);
  const [, second] = await client.receive();
  expect(second).not.toBe(first);
  expect(client.sid).toBe(second);
});

test('the timeout of call() counts while there is no connection, too', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newSimpleClient({ reconnectionDelay: 60_000, reconnectionDelayMax: 60_000 });
  await client.connect(url);
  cut(await opened);
  await eventually(() => client.connected).toBe(false);
  await expect(client.call('question', 1, { timeout: 20 })).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('after the end, everything that needs a connection says so', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newSimpleClient();
  await client.connect(url);
  await expect(client.connect(url)).rejects.toThrow('Already connected');
  const receiving = client.receive();
  (await opened).disconnect();
  await expect(receiving).rejects.toMatchObject({ code: 'DISCONNECTED' });
  for (const attempt of [client.receive(), client.emit('e'), client.call('e')]) {
    await expect(attempt).rejects.toMatchObject({ code: 'DISCONNECTED' });
  }
  await client.connect(url);
  expect(client.connected).toBe(true);
});

test('a refusal is told by connect(), and leaves a client that can try again', async () => {
  const { url, io } = await startServer();
  io.use((socket, next) => next(socket.handshake.auth['token'] ? undefined : new Error('who?')));
  const client = newSimpleClient();
  await expect(client.connect(url)).rejects.toMatchObject({ code: 'CONNECTION_REFUSED', data: { message: 'who?' } });
  await client.connect(url, { auth: { token: 1 } });
  expect(client.connected).toBe(true);
});

test('a client that never connected is a disconnected one', async () => {
  const client = new SimpleClient(FAST);
  expect([client.connected, client.sid, client.transport]).toEqual([false, undefined, undefined]);
  await expect(client.receive()).rejects.toMatchObject({ code: 'DISCONNECTED' });
  await client.disconnect();
});

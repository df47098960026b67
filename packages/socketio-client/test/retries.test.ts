import { expect, test } from 'vitest';
import { accepted, cut, newClient, once, PATIENT, startServer } from './support/servers.js';

const RETRIES = { retries: 3, ackTimeout: 50 } as const;

test('a message is sent again, with the same id, until it is acknowledged', async () => {
  const { url, io } = await startServer();
  const tries: unknown[] = [];
  io.on('connection', (socket) => {
    socket.on('order', (order, id, reply) => {
      tries.push([order, id]);
      if (tries.length === 3) reply('done');
    });
  });
  const client = newClient({ retries: 50, ackTimeout: 50, retryIds: true });
  await client.connect(url, PATIENT);
  const values: unknown[] = [];
  await client.emit('order', { n: 1 }, { callback: (...args: unknown[]) => values.push(...args) });
  expect(values).toEqual(['done']);
  // One more where a busy machine reads the answer late.
  expect(tries.length).toBeGreaterThanOrEqual(3);
  expect(new Set(tries.map((entry) => JSON.stringify(entry))).size).toBe(1);
});

test('an id lets a server act once on what it gets twice', async () => {
  const { url, io } = await startServer();
  const done = new Set<string>();
  let received = 0;
  io.on('connection', (socket) => {
    socket.on('order', (_n, id: string, reply) => {
      received++;
      done.add(id);
      // Every first answer is "lost".
      if (received % 2 === 0) reply();
    });
  });
  const client = newClient({ ...RETRIES, retryIds: true });
  await client.connect(url, PATIENT);
  await Promise.all([1, 2, 3].map((n) => client.emit('order', n)));
  expect(received).toBeGreaterThan(3);
  expect(done.size).toBe(3);
});

test('messages keep their order, one at a time, across a lost connection', async () => {
  const { url, io } = await startServer();
  const got: number[] = [];
  io.on('connection', (socket) => {
    socket.on('n', (n, reply) => {
      got.push(n);
      if (n === 1 && got.filter((entry) => entry === 1).length === 1) cut(socket);
      else reply();
    });
  });
  const client = newClient({ ...RETRIES, ackTimeout: 10_000 });
  await client.connect(url, PATIENT);
  await Promise.all([0, 1, 2].map((n) => client.emit('n', n)));
  expect(got).toEqual([0, 1, 1, 2]);
});

test('after the last try the message is given up, and the next has its turn', async () => {
  const { url, io } = await startServer();
  const got: string[] = [];
  io.on('connection', (socket) => {
    socket.on('e', (name, reply) => {
      got.push(name);
      if (name === 'good') reply();
    });
  });
  const client = newClient({ retries: 2, ackTimeout: 30 });
  await client.connect(url, PATIENT);
  const bad = client.emit('e', 'bad');
  const good = client.emit('e', 'good');
  await expect(bad).rejects.toMatchObject({ code: 'TIMEOUT' });
  await good;
  // A busy machine may read the answer late, after one more try.
  expect(got.slice(0, 4)).toEqual(['bad', 'bad', 'bad', 'good']);
});

test('volatile messages and calls do not wait in the queue', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => {
    socket.on('question', (reply) => reply(42));
  });
  const client = newClient({ retries: 1, ackTimeout: 60_000 });
  await client.connect(url, PATIENT);
  const stuck = client.emit('never acknowledged');
  expect(await client.call('question')).toBe(42);
  await client.emit('fast', undefined, { volatile: true });
  await client.disconnect();
  await expect(stuck).rejects.toMatchObject({ code: 'DISCONNECTED' });
});

test('what a connect handler emits is sent once', async () => {
  const { url, io } = await startServer();
  const got: unknown[] = [];
  io.on('connection', (socket) => socket.on('hello', (id, reply) => reply(got.push(id))));
  const client = newClient({ ...RETRIES, ackTimeout: 60_000, retryIds: true });
  const sent = new Promise<void>((resolve) => client.on('connect', () => resolve(client.emit('hello'))));
  await client.connect(url, PATIENT);
  await sent;
  await client.emit('hello');
  expect(new Set(got).size).toBe(got.length);
});

test('messages are kept before the first connection, up to the bound', async () => {
  const { url, io } = await startServer();
  const got: number[] = [];
  io.on('connection', (socket) => socket.on('n', (n, reply) => reply(got.push(n))));
  const client = newClient({ ...RETRIES, bufferSize: 2 });
  const connecting = client.connect(url, PATIENT);
  const outcomes = await Promise.allSettled([0, 1, 2].map((n) => client.emit('n', n)));
  await connecting;
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(got).toEqual([0, 1]);
});

test('a late answer to an earlier try counts, and later ones are ignored', async () => {
  const { url, io } = await startServer();
  const replies: (() => void)[] = [];
  const opened = accepted(io);
  const client = newClient({ retries: 50, ackTimeout: 40 });
  await client.connect(url, PATIENT);
  const twice = opened.then(
    (socket) =>
      new Promise<void>((resolve) => {
        socket.on('e', (reply) => {
          if (replies.push(reply) === 2) resolve();
        });
      }),
  );
  await opened;
  const sent = client.emit('e');
  await twice;
  replies[0]?.();
  await sent;
  for (const reply of replies.slice(1)) reply();
  const pong = once(client, 'pong');
  (await opened).emit('pong');
  await pong;
});

test('ackTimeout: Infinity sends once, however late the answer is', async () => {
  const { url, io } = await startServer();
  let received = 0;
  io.on('connection', (socket) => {
    socket.on('order', (reply) => {
      received++;
      setTimeout(reply, 30);
    });
  });
  const client = newClient({ retries: 3, ackTimeout: Number.POSITIVE_INFINITY });
  await client.connect(url, PATIENT);
  await client.emit('order');
  expect(received).toBe(1);
});

import { expect, test } from 'vitest';
import { type Client, tuple } from '../src/index.js';
import { deferred } from './support/deferred.js';
import { eventually } from './support/eventually.js';
import { accepted, keepLog, newClient, once, PATIENT, startServer, TRANSPORTS } from './support/servers.js';

for (const transports of TRANSPORTS) {
  test(`events, acknowledgements and bytes travel both ways over ${transports.join(' and ')}`, async () => {
    const { url, io } = await startServer();
    io.on('connection', (socket) => {
      socket.on('echo', (...args) => args.pop()(...args));
      socket.on('ask me', async () => {
        socket.emit('answer', await socket.emitWithAck('question', 'how?', Buffer.from([1, 2])));
      });
    });
    const client = newClient();
    client.on('question', (how: string, bytes: Uint8Array) => tuple(how, bytes));
    const answer = once(client, 'answer');
    await client.connect(url, { transports, ...PATIENT });
    expect(await client.call('echo', tuple('é 😀', [1, [2]], Buffer.from([3])))).toEqual([
      'é 😀',
      [1, [2]],
      Buffer.from([3]),
    ]);
    await client.emit('ask me');
    // The official server's emitWithAck gives the first value.
    expect(await answer).toEqual(['how?']);
  });
}

test('nothing, a value, a list and a tuple are no, one, one and several arguments', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => socket.onAny((_event, ...args) => args.pop()(args)));
  const client = newClient();
  await client.connect(url, PATIENT);
  expect(await client.call('e')).toEqual([]);
  expect(await client.call('e', null)).toEqual([null]);
  expect(await client.call('e', [1, 2])).toEqual([[1, 2]]);
  expect(await client.call('e', tuple(1, [2], tuple))).toEqual([1, [2], null]);
  expect(await client.call('e', tuple())).toEqual([]);
});

test('an acknowledgement is what the handler returned: nothing, a value, several, or the outcome of a promise', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newClient();
  client.on('none', () => {});
  client.on('one', () => ({ a: 1 }));
  client.on('several', () => tuple('OK', 123));
  client.on('later', async () => 'later');
  await client.connect(url, PATIENT);
  const socket = await opened;
  const ask = (event: string) =>
    new Promise((resolve) => socket.emit(event, (...values: unknown[]) => resolve(values)));
  expect(await ask('none')).toEqual([]);
  expect(await ask('one')).toEqual([{ a: 1 }]);
  expect(await ask('several')).toEqual(['OK', 123]);
  expect(await ask('later')).toEqual(['later']);
});

test('an event without handler, and one whose handler fails, are not acknowledged', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const client = newClient({ logger });
  client.on('fails', () => {
    throw new Error('on purpose');
  });
  client.on('fails later', () => Promise.reject(new Error('on purpose, later')));
  await client.connect(url, PATIENT);
  const socket = await opened;
  for (const event of ['fails', 'fails later', 'unknown']) {
    await expect(socket.timeout(50).emitWithAck(event)).rejects.toThrow('timed out');
  }
  await eventually(() => lines.filter((line) => line.includes('on purpose'))).toHaveLength(2);
  expect(lines.some((line) => line.startsWith('the handler of "fails" failed: Error: on purpose'))).toBe(true);
  expect(client.connected).toBe(true);
});

test('a callback gets the acknowledgement as its arguments', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => socket.on('q', (reply) => reply('OK', 123)));
  const client = newClient();
  await client.connect(url, PATIENT);
  const values = await new Promise((resolve) => {
    void client.emit('q', undefined, { callback: (...args: unknown[]) => resolve(args) });
  });
  expect(values).toEqual(['OK', 123]);
});

test('call() gives nothing, the value, or an array of several; and gives up in time', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => {
    socket.on('n', (n, reply) => reply(...Array.from({ length: n }, (_, i) => i)));
    socket.on('silence', () => {});
  });
  const client = newClient();
  await client.connect(url, PATIENT);
  expect([await client.call('n', 0), await client.call('n', 1), await client.call('n', 2)]).toEqual([
    undefined,
    0,
    [0, 1],
  ]);
  await expect(client.call('silence', undefined, { timeout: 30 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(await client.call('n', 1, { timeout: Number.POSITIVE_INFINITY })).toBe(0);
});

test('send() emits "message"', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => socket.on('message', (data, reply) => reply(data)));
  const client = newClient();
  await client.connect(url, PATIENT);
  const echoed = await new Promise((resolve) => void client.send({ a: 1 }, { callback: resolve }));
  expect(echoed).toEqual({ a: 1 });
});

test('a second handler takes the place of the first, with a warning; off() removes it', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const client = newClient({ logger });
  const got: string[] = [];
  client.on('e', () => got.push('first'));
  client.on('e', () => got.push('second'));
  await client.connect(url, PATIENT);
  const socket = await opened;
  socket.emit('e');
  await eventually(() => got).toEqual(['second']);
  expect(lines).toContain('the handler of "e" in / is replaced');
  client.off('e');
  const end = once(client, 'end');
  socket.emit('e');
  socket.emit('end');
  await end;
  expect(got).toEqual(['second']);
});

test('event() takes a named function, or an object of handlers', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newClient();
  client.event(function my_event(n: number) {
    return n + 1;
  });
  client.event({ other: (n: number) => n * 2 });
  await client.connect(url, PATIENT);
  const socket = await opened;
  expect([await socket.emitWithAck('my_event', 1), await socket.emitWithAck('other', 4)]).toEqual([2, 8]);
});

test('catch-alls take what has no handler of its own, nearest first, and never the lifecycle', async () => {
  const { url, io } = await startServer();
  io.of('/a');
  io.of('/b');
  const [onA, onB] = [accepted(io, '/a'), accepted(io, '/b')];
  const client = newClient();
  const calls: unknown[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args]);
  client.on('known', note('a.known'), { namespace: '/a' });
  client.on('*', note('a.*'), { namespace: '/a' });
  client.on('shared', note('*.shared'), { namespace: '*' });
  client.on('*', note('*.*'), { namespace: '*' });
  await client.connect(url, { namespaces: ['/a', '/b'], ...PATIENT });
  const [a, b] = [await onA, await onB];
  a.emit('known', 1);
  a.emit('shared', 2);
  a.emit('other', 3);
  await eventually(() => calls.length).toBe(3);
  b.emit('shared', 4);
  b.emit('other', 5, 6);
  await eventually(() => calls.length).toBe(5);
  await client.disconnect();
  expect(calls).toEqual([
    ['a.known', 1],
    ['a.*', 'shared', 2],
    ['a.*', 'other', 3],
    ['*.shared', '/b', 4],
    ['*.*', 'other', '/b', 5, 6],
  ]);
});

test('onAny and onAnyOutgoing see everything beside the handlers, until they are removed', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const client = newClient({ logger });
  const seen: unknown[] = [];
  const incoming = (...args: unknown[]) => seen.push(['in', ...args]);
  const outgoing = (...args: unknown[]) => seen.push(['out', ...args]);
  client.onAny(() => {
    throw new Error('a listener failed');
  });
  client.onAny(incoming).onAny(incoming, { namespace: '*' }).onAnyOutgoing(outgoing);
  client.on('e', () => 'handled');
  await client.connect(url, PATIENT);
  const socket = await opened;
  expect(await socket.emitWithAck('e', 1)).toBe('handled');
  void client.emit('f', tuple(2, 3));
  client.offAny(incoming).offAnyOutgoing();
  expect(await socket.emitWithAck('e', 4)).toBe('handled');
  void client.emit('f', 5);
  expect(seen).toEqual([
    ['in', 'e', 1],
    ['in', 'e', '/', 1],
    ['out', 'f', 2, 3],
  ]);
  expect(lines.some((line) => line.includes('a listener failed'))).toBe(true);
});

test('reserved names cannot be emitted, and end the connection when a server sends them', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newClient({ reconnection: false });
  const calls: unknown[] = [];
  client.on('connect_error', (data) => calls.push(data));
  await client.connect(url, PATIENT);
  for (const event of ['connect', 'connect_error', 'disconnect']) {
    await expect(client.emit(event)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(client.call(event)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
  (await opened).conn.send('2["connect_error","forged"]');
  await client.wait();
  expect([calls, client.lastDisconnectReason]).toEqual([[], 'parse error']);
});

test('data that cannot be sent is refused before anything is', async () => {
  const { url } = await startServer();
  const client = newClient();
  await client.connect(url, PATIENT);
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  await expect(client.emit('e', circular)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(client.emit('e', new Blob(['x']))).rejects.toThrow('arrayBuffer');
  await expect(client.emit('e', 1n)).rejects.toThrow('BigInt');
  expect(client.connected).toBe(true);
});

/** Waits for a timeout of the client's own that was set later than others of its length, and fires behind them. */
async function timersUpTo(milliseconds: number, client: Client): Promise<void> {
  await expect(client.call('never answered', undefined, { timeout: milliseconds })).rejects.toMatchObject({
    code: 'TIMEOUT',
  });
}

test('a callback is forgotten after its timeout, counted from when the event left', async () => {
  const { url, io } = await startServer();
  const late: (() => void)[] = [];
  io.on('connection', (socket) => {
    socket.on('q', (reply) => late.push(reply));
    socket.on('release', (reply) => {
      for (const answer of late) answer();
      reply();
    });
  });
  const client = newClient();
  const called: string[] = [];
  const ask = (name: string, timeout?: number) =>
    void client.emit('q', undefined, { callback: () => called.push(name), timeout });
  const address = deferred<string>();
  const connecting = client.connect(() => address.promise, PATIENT);
  ask('asked before the connection', 10);
  await timersUpTo(10, client);
  address.resolve(url);
  await connecting;
  ask('impatient', 1);
  ask('patient');
  ask('for ever', Number.POSITIVE_INFINITY);
  await eventually(() => late.length).toBe(4);
  await timersUpTo(10, client);
  await client.call('release');
  expect(called).toEqual(['patient', 'for ever']);
});

test('an event with a callback that is slow to leave is kept, and its callback called', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => socket.on('q', (reply) => reply('a')));
  const client = newClient();
  const address = deferred<string>();
  const connecting = client.connect(() => address.promise, PATIENT);
  const answered = new Promise((resolve) => void client.emit('q', undefined, { callback: resolve, timeout: 1_000 }));
  // The timeout passes before the connection is there, and more than once.
  await timersUpTo(1_000, client);
  await timersUpTo(1_000, client);
  address.resolve(url);
  await connecting;
  expect(await answered).toBe('a');
});

import { expect, test } from 'vitest';
import { backoff } from '../src/backoff.js';
import { Client, DisconnectReason } from '../src/index.js';
import { eventually } from './support/eventually.js';
import { accepted, cut, FAST, keepLog, newClient, once, PATIENT, startServer, TRANSPORTS } from './support/servers.js';

test('delays double up to the maximum, and are then varied by a part of themselves', () => {
  const middle = Array.from({ length: 5 }, (_, n) => backoff(n, {}, () => 0.5));
  expect(middle).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  expect([backoff(0, {}, () => 0), backoff(0, {}, () => 1)]).toEqual([500, 1_500]);
  // The cap comes before the variation: 5 seconds become 2.5 to 7.5.
  expect([backoff(9, {}, () => 0), backoff(9, {}, () => 1)]).toEqual([2_500, 7_500]);
  const options = { reconnectionDelay: 10, reconnectionDelayMax: 1_000, randomizationFactor: 0 };
  expect([0, 3, 7].map((n) => backoff(n, options, () => 0.9))).toEqual([10, 80, 1_000]);
  expect(backoff(2_000, {}, () => 0.5)).toBe(5_000);
});

for (const transports of TRANSPORTS) {
  test(`a lost connection comes back over ${transports.join(' and ')}, with a new id`, async () => {
    const { url, io } = await startServer();
    io.of('/a');
    const opened = accepted(io);
    const client = newClient();
    const order: string[] = [];
    client.on('connect', () => order.push('connect'));
    client.on('disconnect', (reason) => order.push(reason));
    client.on('connect', () => order.push('connect /a'), { namespace: '/a' });
    await client.connect(url, { transports, namespaces: ['/', '/a'], ...PATIENT });
    const before = client.getSid();
    cut(await opened);
    await eventually(() => order.filter((entry) => entry === 'connect').length).toBe(2);
    await eventually(() => order.filter((entry) => entry === 'connect /a').length).toBe(2);
    expect(order).toContain('transport close');
    expect(client.getSid()).not.toBe(before);
    expect(client.lastDisconnectReason).toBe(DisconnectReason.TRANSPORT_CLOSE);
  });
}

test('a server that is away for a while is found again', async () => {
  const first = await startServer();
  const client = newClient();
  await client.connect(first.url, PATIENT);
  const lost = once(client, 'disconnect');
  await first.io.close();
  await lost;
  await once(client, 'connect_error');
  await startServer({}, first.port);
  await once(client, 'connect');
  expect(client.connected).toBe(true);
});

test('a url function that gives no URL costs an attempt, which is told, and is asked again for the next', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const client = newClient({ logger });
  const answers: (() => unknown)[] = [
    () => 'no url at all',
    () => '',
    () => undefined,
    () => 42,
    () => 'ftp://127.0.0.1',
    () => Promise.reject(new Error('nobody knows')),
  ];
  const heard: unknown[] = [];
  client.on('connect_error', (data) => heard.push(data));
  let asked = 0;
  const address = (): string => {
    asked += 1;
    const answer = asked === 1 ? undefined : answers.shift();
    return answer === undefined ? url : (answer() as string);
  };
  await client.connect(address, PATIENT);
  const again = once(client, 'connect');
  cut(await opened);
  await again;
  expect(asked).toBe(8);
  const told = ['no url at all', '', 'undefined', '42', 'ftp://127.0.0.1'].map((url) => `not a URL of HTTP: ${url}`);
  expect(heard).toEqual([...told, 'nobody knows']);
  expect(lines.filter((line) => line.startsWith('connection failed: '))).toHaveLength(6);
  expect(client.connected).toBe(true);
});

test('attempts end after reconnectionAttempts; wait() settles then', async () => {
  const { url, io } = await startServer();
  const client = new Client({ ...FAST, reconnectionAttempts: 3 });
  let failures = 0;
  client.on('connect_error', () => void failures++);
  await client.connect(url, PATIENT);
  let over = false;
  const waiting = client.wait().then(() => {
    over = true;
  });
  expect(over).toBe(false);
  await io.close();
  await waiting;
  expect([failures, client.connected]).toEqual([3, false]);
  await expect(client.emit('late')).rejects.toMatchObject({ code: 'DISCONNECTED' });
});

test('reconnection: false leaves a lost connection lost', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newClient({ reconnection: false });
  await client.connect(url, PATIENT);
  cut(await opened);
  await client.wait();
  expect(client.lastDisconnectReason).toBe('transport close');
});

test('a server that disconnects a client on purpose is obeyed', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newClient();
  const heard = once(client, 'disconnect');
  await client.connect(url, PATIENT);
  (await opened).disconnect();
  expect(await heard).toEqual(['server disconnect']);
  await client.wait();
  expect(io.engine.clientsCount).toBeLessThanOrEqual(1);
});

test('one namespace that is left does not touch the others', async () => {
  const { url, io } = await startServer();
  io.of('/a');
  const opened = accepted(io, '/a');
  const client = newClient();
  const heard = once(client, 'disconnect', '/a');
  await client.connect(url, { namespaces: ['/', '/a'], ...PATIENT });
  (await opened).disconnect();
  await heard;
  expect([...client.namespaces.keys()]).toEqual(['/']);
  await expect(client.emit('e', 1, { namespace: '/a' })).rejects.toMatchObject({ code: 'DISCONNECTED' });
});

test('disconnect() and shutdown() end a reconnection that is under way', async () => {
  for (const end of ['disconnect', 'shutdown'] as const) {
    const { url, io } = await startServer();
    const client = new Client({ reconnectionDelay: 60_000 });
    await client.connect(url, PATIENT);
    const lost = once(client, 'disconnect');
    await io.close();
    await lost;
    await client[end]();
    await client.wait();
  }
});

test('a namespace refused after a reconnection is asked for again, while others go on', async () => {
  const { url, io } = await startServer();
  let refusals = 0;
  let strict = false;
  io.of('/a').use((_socket, next) => {
    if (!strict || refusals === 3) return next();
    refusals++;
    next(new Error('not yet'));
  });
  const opened = accepted(io);
  const client = newClient();
  const heard: unknown[] = [];
  client.on('connect_error', (data) => heard.push(data), { namespace: '/a' });
  await client.connect(url, { namespaces: ['/', '/a'], ...PATIENT });
  strict = true;
  const again = once(client, 'connect', '/a');
  cut(await opened);
  await again;
  expect(heard).toEqual(Array(3).fill({ message: 'not yet' }));
  expect([...client.namespaces.keys()].sort()).toEqual(['/', '/a']);
});

test('emits between connections are kept, in order, and sent before anything new', async () => {
  const { url, io } = await startServer();
  const got: unknown[] = [];
  io.on('connection', (socket) => socket.onAny((...args) => got.push(args.filter((arg) => typeof arg !== 'function'))));
  const opened = accepted(io);
  const client = newClient({ reconnectionDelay: 50 });
  const early = client.connect(url, PATIENT);
  void client.emit('before', 0);
  await early;
  await eventually(() => got.length).toBe(1);
  const lost = once(client, 'disconnect');
  cut(await opened);
  await lost;
  client.on('connect', () => void client.emit('new', 3));
  void client.emit('kept', 1);
  void client.emit('kept', Buffer.from([2]));
  await eventually(() => got.length).toBe(4);
  expect(got).toEqual([
    ['before', 0],
    ['kept', 1],
    ['kept', Buffer.from([2])],
    ['new', 3],
  ]);
});

test('the buffer has a bound, and what does not fit is refused', async () => {
  const { url, io } = await startServer();
  const got: number[] = [];
  io.on('connection', (socket) => socket.on('n', (n) => got.push(n)));
  const client = newClient({ bufferSize: 3 });
  const connecting = client.connect(url, PATIENT);
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, (_, n) => client.emit('n', n)));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
  await client.emit('n', 5, { volatile: true });
  await connecting;
  await eventually(() => got).toEqual([0, 1, 2]);
});

test('volatile emits are dropped without a connection, and while the transport is busy', async () => {
  const { url, io } = await startServer({ transports: ['polling'] });
  const got: unknown[] = [];
  io.on('connection', (socket) => socket.onAny((event) => got.push(event)));
  const client = newClient();
  const connecting = client.connect(url, { transports: ['polling'], ...PATIENT });
  await client.emit('too early', undefined, { volatile: true });
  await connecting;
  await client.emit('normal');
  // A POST is under way now.
  await client.emit('too late', undefined, { volatile: true });
  await eventually(() => got).toEqual(['normal']);
  await eventually(async () => {
    await client.emit('in time', undefined, { volatile: true });
    return got.includes('in time');
  }).toBe(true);
  expect(got.filter((name) => name !== 'in time')).toEqual(['normal']);
});

test('a call whose answer is lost with the connection fails at once; one still waiting to be sent does not', async () => {
  const { url, io } = await startServer();
  let seen: (() => void) | undefined;
  io.on('connection', (socket) => {
    socket.on('silence', () => seen?.());
    socket.on('question', (reply) => reply(42));
  });
  const opened = accepted(io);
  const client = newClient({ reconnectionDelay: 50 });
  await client.connect(url, PATIENT);
  const arrived = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const lostCall = client.call('silence');
  await arrived;
  let called = false;
  void client.emit('silence', undefined, { callback: () => (called = true) });
  const lost = once(client, 'disconnect');
  cut(await opened);
  await expect(lostCall).rejects.toMatchObject({ code: 'DISCONNECTED' });
  await lost;
  expect(await client.call('question')).toBe(42);
  expect(called).toBe(false);
});

test('a call that timed out while it waited to be sent is not sent any more', async () => {
  const { url, io } = await startServer();
  const got: string[] = [];
  io.on('connection', (socket) => socket.onAny((event) => got.push(event)));
  const client = newClient();
  let open: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const connecting = client.connect(url, { auth: () => gate, ...PATIENT });
  await expect(client.call('question', undefined, { timeout: 20 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  open?.();
  await connecting;
  await client.emit('end');
  await eventually(() => got).toEqual(['end']);
});

test('an acknowledgement is sent to the session that asked, never to a later one', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newClient();
  let release: (() => void) | undefined;
  client.on(
    'question',
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  await client.connect(url, PATIENT);
  const socket = await opened;
  socket.emit('question', () => {});
  await eventually(() => release).toBeDefined();
  const again = once(client, 'connect');
  const next = accepted(io);
  cut(socket);
  await again;
  const packets: unknown[] = [];
  (await next).conn.on('packet', (packet: unknown) => packets.push(packet));
  release?.();
  await client.emit('end');
  await eventually(() => JSON.stringify(packets)).toContain('2[\\"end\\"]');
  expect(JSON.stringify(packets)).not.toContain('"30[');
});

test('a session that the server kept is taken up again: same id, what was missed arrives', async () => {
  const { url, io } = await startServer({ connectionStateRecovery: { maxDisconnectionDuration: 10_000 } });
  const opened = accepted(io);
  const client = newClient({ reconnectionDelay: 100 });
  const got: unknown[] = [];
  client.on('news', (n: number) => got.push(n));
  await client.connect(url, { transports: ['websocket'], ...PATIENT });
  const before = client.sid;
  expect(client.recovered()).toBe(false);
  const socket = await opened;
  io.emit('news', 1);
  await eventually(() => got).toEqual([1]);
  const lost = once(client, 'disconnect');
  // The server keeps sessions of connections that broke, not of those that it closed.
  (socket.conn.transport as unknown as { socket: { terminate(): void } }).socket.terminate();
  await lost;
  io.emit('news', 2);
  await once(client, 'connect');
  await eventually(() => got).toEqual([1, 2]);
  expect([client.recovered(), client.sid]).toEqual([true, before]);
});

test('a restarted server has no session to go on with', async () => {
  const first = await startServer({ connectionStateRecovery: {} });
  const client = newClient();
  await client.connect(first.url, PATIENT);
  await first.io.close();
  const again = once(client, 'connect');
  await startServer({ connectionStateRecovery: {} }, first.port);
  await again;
  expect(client.recovered()).toBe(false);
});

test('what happens is logged for those who ask', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const client = newClient({ logger, engineioLogger: logger, randomizationFactor: 0 });
  await client.connect(url, { ...PATIENT, transports: ['websocket'] });
  const again = once(client, 'connect');
  cut(await opened);
  await again;
  expect(lines).toEqual(
    expect.arrayContaining([
      'connection lost: transport close',
      'next attempt in 10 ms',
      'connection closed: transport close',
    ]),
  );
});

test('delays start anew once a namespace is connected', async () => {
  const { url, io } = await startServer();
  const { lines, logger } = keepLog();
  const client = newClient({ logger, reconnectionDelayMax: 10_000, randomizationFactor: 0 });
  let opened = accepted(io);
  await client.connect(url, PATIENT);
  for (let losses = 0; losses < 3; losses++) {
    const again = once(client, 'connect');
    cut(await opened);
    opened = accepted(io);
    await again;
  }
  const delays = lines.filter((line) => line.startsWith('next attempt in'));
  expect(delays).toEqual(Array(3).fill('next attempt in 10 ms'));
});

test('a client that waits for its next attempt holds one timer and no socket', async () => {
  const { url, http, io } = await startServer();
  const opened = accepted(io);
  const client = new Client({ reconnectionDelay: 60_000 });
  await client.connect(url, PATIENT);
  const lost = once(client, 'disconnect');
  cut(await opened);
  await lost;
  const count = () => new Promise((resolve) => http.getConnections((_error, n) => resolve(n)));
  http.closeIdleConnections();
  await eventually(count).toBe(0);
  await client.disconnect();
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client, ClientNamespace, SimpleClient } from '../src/index.js';
import { eventually } from './support/eventually.js';
import { accepted, cut, FAST, keepLog, newClient, PATIENT, startServer } from './support/servers.js';

// Nothing here is awaited that fails: no rejection may be left unhandled.
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  // Rejections are reported after the microtasks of a turn.
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

test('nobody has to await what fails', async () => {
  const { url } = await startServer();
  const client = newClient();
  void client.emit('before connect');
  void client.call('before connect');
  void client.send('before connect');
  void client.connect('not a url');
  void client.connect('http://127.0.0.1:1');
  await client.disconnect();
  await client.connect(url, PATIENT);
  void client.connect(url);
  void client.emit('connect');
  void client.emit('e', 1n);
  void client.emit('e', 1, { namespace: '/never-asked-for' });
  void client.call('nobody answers', undefined, { timeout: 5 });
  void client.call('nobody answers');
  void client.startBackgroundTask(() => Promise.reject(new Error('a task failed')));
  await client.disconnect();
  void client.emit('after the end');
  void client.call('after the end');
  void client.connect('http://127.0.0.1:1', { namespaces: 'no slash' });
});

test('nor what fails in a simple client', async () => {
  const { url } = await startServer();
  const client = new SimpleClient(FAST);
  void client.emit('before connect');
  void client.call('before connect');
  void client.receive();
  void client.connect('http://127.0.0.1:1');
  await client.disconnect();
  await client.connect(url);
  void client.connect(url);
  void client.receive({ timeout: 5 });
  void client.receive();
  void client.call('nobody answers');
  await client.disconnect();
  void client.emit('after the end');
});

test('nor what application code throws', async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => socket.on('q', (reply) => reply()));
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const fail = () => {
    throw new Error('on purpose');
  };
  const failLater = () => Promise.reject(new Error('on purpose'));
  class Failing extends ClientNamespace {
    onConnect = fail;
    onDisconnect = failLater;
  }
  io.of('/failing');
  const client = newClient({ logger, reconnectionDelay: 10 });
  client.on('connect', fail).on('disconnect', failLater).on('connect_error', fail).on('*', failLater);
  client.onAny(failLater).onAnyOutgoing(fail).registerNamespace(new Failing('/failing'));
  await client.connect(url, PATIENT);
  await client.emit('q', undefined, { callback: fail });
  const socket = await opened;
  socket.emit('e');
  await eventually(() => lines.filter((line) => line.includes('on purpose')).length).toBeGreaterThanOrEqual(6);
  cut(socket);
  await eventually(() => lines.filter((line) => line.includes('handler of "disconnect" failed')).length).toBe(2);
});

const trap = new Proxy(new Error(), {
  get() {
    throw new Error('a trap');
  },
});

test.each([
  ['a symbol', Symbol('on purpose')],
  ['a value without text', Object.create(null)],
  ['nothing', undefined],
  ['an error that cannot be read', trap],
])('nor a handler that throws %s', async (_name, thrown) => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const client = newClient({ logger });
  client.on('e', () => {
    throw thrown;
  });
  await client.connect(url, PATIENT);
  (await opened).emit('e');
  await eventually(() => lines.filter((line) => line.startsWith('the handler of "e" failed: '))).toHaveLength(1);
  expect(client.connected).toBe(true);
});

test('nor a logger that throws', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  let told = 0;
  const fail = () => {
    told++;
    throw new Error('on purpose');
  };
  const logger = { debug: fail, info: fail, warn: fail, error: fail };
  const client = newClient({ logger, engineioLogger: logger });
  const lost = new Promise((resolve) => client.on('disconnect', resolve));
  client.on('e', fail).on('e', fail);
  await client.connect(url, PATIENT);
  const socket = await opened;
  socket.emit('e');
  const again = accepted(io);
  cut(socket);
  await lost;
  await again;
  await eventually(() => client.connected).toBe(true);
  expect(told).toBeGreaterThan(2);
});

test('nor auth that fails with nothing', async () => {
  const { url } = await startServer();
  const client = new Client(FAST);
  const refused = client.connect(url, { auth: () => Promise.reject(undefined), ...PATIENT });
  await expect(refused).rejects.toMatchObject({ code: 'CONNECTION_REFUSED' });
});

test('urls, headers, queries and auth that functions fail to give are failed attempts', async () => {
  const { url } = await startServer();
  const failLater = () => Promise.reject(new Error('on purpose'));
  for (const option of ['headers', 'query', 'auth'] as const) {
    const client = new Client(FAST);
    await expect(client.connect(url, { [option]: failLater, ...PATIENT })).rejects.toBeDefined();
    await client.wait();
  }
  const client = new Client(FAST);
  await expect(client.connect(failLater)).rejects.toThrow('on purpose');
  void client.connect(failLater, { retry: true });
  await client.disconnect();
});

test('mistakes are told in words', async () => {
  const { url } = await startServer();
  const client = newClient();
  await expect(client.emit('e')).rejects.toThrow('/ is not a connected namespace.');
  expect(() => client.on('e', 'not a function' as never)).toThrow('the handler of "e" is not a function');
  await expect(client.connect(url, { namespaces: ['chat'] })).rejects.toThrow(
    'namespace "chat" does not begin with "/"',
  );
  await expect(client.connect(url, { transports: ['smoke'] as never })).rejects.toThrow('unknown transport "smoke"');
  await expect(client.connect('not a url')).rejects.toThrow('not a URL of HTTP: not a url');
  await expect(client.connect('localhost:5000')).rejects.toThrow('not a URL of HTTP: localhost:5000');
  await client.connect(url, PATIENT);
  await expect(client.connect(url)).rejects.toThrow('Already connected or connecting');
  await expect(client.emit('e', 1, { namespace: '/other' })).rejects.toMatchObject({ code: 'BAD_NAMESPACE' });
  await client.disconnect();
  await expect(client.emit('e')).rejects.toMatchObject({ code: 'DISCONNECTED' });
});

test('a connect() that failed is over when it rejects, not yet in connect_error', async () => {
  const { url } = await startServer();
  const client = newClient();
  const tooEarly = new Promise((resolve) => {
    client.on('connect_error', () => client.connect(url, PATIENT).catch(resolve));
  });
  await client.connect('http://127.0.0.1:1', PATIENT).catch(() => client.connect(url, PATIENT));
  expect(client.connected).toBe(true);
  expect(await tooEarly).toMatchObject({ code: 'CONNECTION_ERROR', message: 'Already connected or connecting' });
});

test('what fails while nobody awaits it is told', async () => {
  const { url } = await startServer();
  const { lines, logger } = keepLog();
  const told = () => lines.filter((line) => line.includes('nobody awaited it')).map((line) => line.split(' failed')[0]);
  const client = newClient({ logger });
  void client.emit('early');
  await client.connect(url, PATIENT);
  void client.emit('circular', circular());
  void client.send(1n);
  void client.call('elsewhere', 1, { namespace: '/never-asked-for' });
  await eventually(told).toEqual(['emit of "early"', 'emit of "circular"', 'send', 'call of "elsewhere"']);
  const simple = new SimpleClient({ logger });
  void simple.emit('too early');
  void simple.call('too early');
  await eventually(told).toHaveLength(6);
  for (const failing of [client.emit('a', 1n), client.call('b', 1n), simple.emit('c')]) await failing.catch(() => {});
  await Promise.allSettled([client.emit('d', 1n), simple.call('e')]);
  // What nobody awaits is told a turn of timers later.
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(told()).toHaveLength(6);
});

function circular(): unknown[] {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

test('arguments in the manner of other clients are refused, not lost', async () => {
  const { url } = await startServer();
  const client = newClient();
  await client.connect(url, PATIENT);
  type Loose = Record<'emit' | 'call', (...args: unknown[]) => Promise<unknown>>;
  const loose = client as unknown as Loose;
  const simple = new SimpleClient() as unknown as Loose;
  const namespace = new ClientNamespace();
  client.registerNamespace(namespace);
  const method = namespace as unknown as Loose;
  for (const failing of [
    simple.emit('add', 1, 2),
    simple.call('add', 1, 2),
    method.emit('add', 1, 2),
    method.call('add', 1, () => {}),
    loose.emit('add', 1, 2),
    loose.emit('add', 1, () => {}),
    loose.call('add', 1, 2),
    loose.emit(5),
    loose.call(undefined),
  ]) {
    await expect(failing).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
  expect(() => new Client({ logger: {} as never })).toThrow('the logger has no "debug"');
});

test('a URL with a path connects to /, and the log says that the path means nothing', async () => {
  const { url } = await startServer();
  const { lines, logger } = keepLog();
  const told = () => lines.filter((line) => line.includes('is ignored'));
  for (const path of ['', '/', '?a=/b', '/#/a']) await newClient({ logger }).connect(url + path, PATIENT);
  expect(told()).toEqual([]);
  const client = newClient({ logger });
  await client.connect(`${url}/chat`, PATIENT);
  expect([...client.namespaces.keys()]).toEqual(['/']);
  expect(told()).toEqual([`the path of ${url}/chat is ignored: see the options "namespaces" and "path"`]);
});

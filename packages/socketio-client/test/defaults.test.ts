import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Client, ClientOptions } from '../src/index.js';
import { deferred } from './support/deferred.js';
import { eventually } from './support/eventually.js';
import { accepted, cut, keepLog, newClient, once, PATIENT, startServer } from './support/servers.js';

test('bufferSize: 1,000 messages wait for a connection', async () => {
  const { url } = await startServer();
  const client = newClient();
  const address = deferred<string>();
  const connecting = client.connect(() => address.promise, PATIENT);
  const outcomes = await Promise.allSettled(Array.from({ length: 1_001 }, (_, n) => client.emit('n', n)));
  expect(outcomes.map(({ status }) => status).indexOf('rejected')).toBe(1_000);
  address.resolve(url);
  await connecting;
});

test('retries: none, so that an event asks for no acknowledgement and waits for none', async () => {
  const { url, io } = await startServer();
  const got: unknown[][] = [];
  io.on('connection', (socket) => socket.on('e', (...args) => got.push(args)));
  const client = newClient();
  await client.connect(url, PATIENT);
  await client.emit('e', 1);
  await eventually(() => got).toEqual([[1]]);
});

test('multiplex: off, so that each client has a connection of its own', async () => {
  const { url, io } = await startServer();
  for (const namespaces of ['/a', '/b']) {
    io.of(namespaces);
    await newClient().connect(url, { namespaces, ...PATIENT });
  }
  expect(io.engine.clientsCount).toBe(2);
});

test("serializer: 'default' is the same as none", async () => {
  const { url, io } = await startServer();
  io.on('connection', (socket) => socket.on('echo', (value, reply) => reply(value)));
  const client = newClient({ serializer: 'default' });
  await client.connect(url, PATIENT);
  expect(await client.call('echo', { a: [1] })).toEqual({ a: [1] });
});

test('logger: off, but for the failures of handlers', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const info = vi.spyOn(console, 'info').mockImplementation(() => {});
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const client = newClient();
  client.on('connect', () => {
    throw new Error('a mistake in the application');
  });
  await client.connect(url, PATIENT);
  await eventually(() => error.mock.calls.flat().join()).toContain('a mistake in the application');
  const lost = once(client, 'disconnect');
  cut(await opened);
  await lost;
  expect(info).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

test('logger: true is the console', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const info = vi.spyOn(console, 'info').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const client = newClient({ logger: true });
  await client.connect(url, PATIENT);
  const again = once(client, 'connect');
  cut(await opened);
  await again;
  expect(info.mock.calls.flat()).toContain('connection lost: transport close');
});

test('engineioLogger: off, whatever logger is', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const { lines, logger } = keepLog();
  const client = newClient({ logger });
  await client.connect(url, PATIENT);
  const again = once(client, 'connect');
  cut(await opened);
  await again;
  expect(lines).toEqual(['connection lost: transport close', expect.stringMatching(/^next attempt in /)]);
});

describe('a timer that nobody can wait for in a test is set to', () => {
  /** The delays of all timers that are set from now on. */
  function watchTimers(): () => unknown[] {
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    return () => timers.mock.calls.map(([, delay]) => delay);
  }

  /** A client of a server that answers nothing. */
  async function unanswered(options: ClientOptions = {}): Promise<Client> {
    const { url } = await startServer();
    const client = newClient(options);
    await client.connect(url, { transports: ['websocket'], ...PATIENT });
    return client;
  }

  test('1,000 ms by waitTimeout', async () => {
    const { url } = await startServer();
    const delays = watchTimers();
    void newClient().connect(url, { transports: ['websocket'] });
    await eventually(delays).toContain(1_000);
  });

  test('60,000 ms by call(), and by emit() with a callback', async () => {
    const client = await unanswered();
    const delays = watchTimers();
    const call = client.call('q');
    expect(delays()).toEqual([60_000]);
    void client.emit('q', undefined, { callback() {} });
    expect(delays()).toEqual([60_000, 60_000]);
    await client.disconnect();
    await expect(call).rejects.toMatchObject({ code: 'DISCONNECTED' });
  });

  test('10,000 ms by ackTimeout', async () => {
    const client = await unanswered({ retries: 1 });
    const delays = watchTimers();
    const emitted = client.emit('q');
    expect(delays()).toEqual([10_000]);
    await client.disconnect();
    await expect(emitted).rejects.toMatchObject({ code: 'DISCONNECTED' });
  });
});

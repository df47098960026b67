import { expect, test, vi } from 'vitest';
import { deferred } from './support/deferred.js';
import { eventually } from './support/eventually.js';
import { newClient, PATIENT, startServer } from './support/servers.js';

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
  const { url } = await startServer();
  const info = vi.spyOn(console, 'info').mockImplementation(() => {});
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const client = newClient();
  client.on('connect', () => {
    throw new Error('a mistake in the application');
  });
  await client.connect(url, PATIENT);
  await eventually(() => error.mock.calls.flat().join()).toContain('a mistake in the application');
  expect(info).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

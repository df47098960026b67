import { expect, test } from 'vitest';
import { eventually } from './support/eventually.js';
import { newClient, once, PATIENT, startServer } from './support/servers.js';

test('clients of one URL share a connection when they want to, and part without harm', async () => {
  const { url, io } = await startServer();
  for (const name of ['/a', '/b']) io.of(name).on('connection', (socket) => socket.on('who', (reply) => reply(name)));
  const [a, b, alone] = [newClient({ multiplex: true }), newClient({ multiplex: true }), newClient()];
  await a.connect(url, { namespaces: '/a', ...PATIENT });
  await b.connect(url, { namespaces: '/b', ...PATIENT });
  expect(io.engine.clientsCount).toBe(1);
  await alone.connect(url, { namespaces: '/a', ...PATIENT });
  expect(io.engine.clientsCount).toBe(2);
  await a.disconnect();
  expect(await b.call('who', undefined, { namespace: '/b' })).toBe('/b');
  await expect(a.emit('e', 1, { namespace: '/a' })).rejects.toMatchObject({ code: 'DISCONNECTED' });
  await Promise.all([b.disconnect(), alone.disconnect()]);
  await eventually(() => io.engine.clientsCount).toBe(0);
});

test('a namespace that is taken needs a connection of its own', async () => {
  const { url, io } = await startServer();
  const clients = [newClient({ multiplex: true }), newClient({ multiplex: true })];
  for (const client of clients) await client.connect(url, PATIENT);
  expect(io.engine.clientsCount).toBe(2);
});

test('a connection that was given up is not shared again', async () => {
  const { url, io } = await startServer();
  const client = newClient({ multiplex: true });
  for (const token of ['one', 'two']) {
    const seen = new Promise((resolve) =>
      io.once('connection', ({ handshake }) => resolve(handshake.headers['x-token'])),
    );
    await client.connect(url, { headers: { 'x-token': token }, ...PATIENT });
    expect(await seen).toBe(token);
    await client.disconnect();
  }
});

test('a shared connection that is lost comes back for all', async () => {
  const { url, io } = await startServer();
  io.of('/a');
  const [one, two] = [newClient({ multiplex: true }), newClient({ multiplex: true })];
  await one.connect(url, PATIENT);
  await two.connect(url, { namespaces: '/a', ...PATIENT });
  const again = Promise.all([once(one, 'connect'), once(two, 'connect', '/a')]);
  for (const socket of io.sockets.sockets.values()) socket.conn.close();
  await again;
  expect(io.engine.clientsCount).toBe(1);
});

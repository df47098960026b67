import { createServer } from 'node:http';
import { expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { eventually } from './support/eventually.js';
import { handshake, listen, newClient, startEngine } from './support/servers.js';

for (const transport of ['polling', 'websocket'] as const) {
  test(`what was sent before disconnect() arrives over ${transport}`, async () => {
    const { url, engine } = await startEngine({ transports: [transport] });
    const got: string[] = [];
    const closed = new Promise((resolve) => {
      engine.on('connection', (session) => {
        session.on('message', (data: string) => got.push(data));
        session.on('close', resolve);
      });
    });
    const client = newClient({ transports: [transport] });
    const reasons: string[] = [];
    client.on('disconnect', (reason) => reasons.push(reason));
    await client.connect(url);
    for (let i = 0; i < 100; i++) client.send(`${i}`);
    await client.disconnect();
    await closed;
    expect(got).toHaveLength(100);
    expect(reasons).toEqual(['client disconnect']);
    expect([client.connected, client.sid, client.transport]).toEqual([false, undefined, undefined]);
    await client.disconnect();
    expect(reasons).toHaveLength(1);
  });

  test(`a server that goes away over ${transport} is told once`, async () => {
    const { url, engine, next } = await startEngine({ transports: [transport] });
    const client = newClient({ transports: [transport] });
    const reasons: string[] = [];
    client.on('disconnect', (reason) => reasons.push(reason));
    const opened = next();
    await client.connect(url);
    // Over polling: the poll that brings the news is there.
    const session = await opened;
    await eventually(() => session.transport.writable).toBe(true);
    engine.close();
    await client.wait();
    expect(reasons).toEqual([transport === 'polling' ? 'server disconnect' : 'transport close']);
  });
}

test('a peer that never answers the close frame does not hold disconnect() up', async () => {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, allowSynchronousEvents: false });
  sockets.on('connection', (socket) => {
    socket.send(handshake());
    socket.pause();
  });
  const client = newClient({ transports: ['websocket'], requestTimeout: 1_000 });
  await client.connect(`http://127.0.0.1:${await listen(http)}`);
  await client.disconnect();
  expect(client.connected).toBe(false);
  for (const socket of sockets.clients) socket.terminate();
});

test('a client can connect again after the end', async () => {
  const { url } = await startEngine();
  const client = newClient();
  for (let i = 0; i < 3; i++) {
    await client.connect(url);
    await client.disconnect();
  }
});

test('a handler that throws, at once or later, is reported and does no harm', async () => {
  const { url, next } = await startEngine();
  const errors: string[] = [];
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: (message: string) => errors.push(message) };
  const client = newClient({ logger: logger as never, transports: ['websocket'] });
  client.on('connect', () => Promise.reject(new Error('later')));
  client.on('message', () => {
    throw new Error('at once');
  });
  const opened = next();
  await client.connect(url);
  (await opened).send('x');
  await eventually(() => errors.length).toBe(2);
  expect(errors[0]).toContain('later');
  expect(errors[1]).toContain('at once');
  expect(client.connected).toBe(true);
});

import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { Connection } from '../src/index.js';
import { eventually } from './support/eventually.js';
import { handshake, listen, newClient, startEngine, startHttp } from './support/servers.js';

for (const transport of ['polling', 'websocket'] as const) {
  test(`pings are answered over ${transport}: the session outlives many intervals`, async () => {
    const { url, next } = await startEngine({ pingInterval: 40, pingTimeout: 1_000, transports: [transport] });
    const client = newClient({ transports: [transport] });
    const session = next();
    await client.connect(url);
    let pongs = 0;
    (await session).on('heartbeat', () => pongs++);
    await eventually(() => pongs).toBeGreaterThan(9);
    expect(client.connected).toBe(true);
  });
}

test('a server that falls silent over WebSocket is a ping timeout', async () => {
  const http = createServer();
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.send(handshake({ pingInterval: 50, pingTimeout: 50 }));
  });
  const client = newClient({ transports: ['websocket'] });
  const reason = new Promise((resolve) => client.on('disconnect', resolve));
  await client.connect(`http://127.0.0.1:${await listen(http)}`);
  expect(await reason).toBe('ping timeout');
  await client.wait();
});

test('a server that falls silent over polling is a ping timeout, and the poll is aborted', async () => {
  let aborted = false;
  const url = await startHttp((request, response) => {
    if (!request.url?.includes('sid=')) response.end(handshake({ pingInterval: 50, pingTimeout: 50 }));
    else
      response.on('close', () => {
        aborted = true;
      });
  });
  const client = newClient();
  const reason = new Promise((resolve) => client.on('disconnect', resolve));
  await client.connect(url);
  expect(await reason).toBe('ping timeout');
  await eventually(() => aborted).toBe(true);
});

test('a heartbeat that is overdue while timers stand still is found by the next check', async () => {
  const http = createServer();
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.send(handshake({ pingInterval: 10, pingTimeout: 10 }));
  });
  const url = `http://127.0.0.1:${await listen(http)}`;
  const outcome = await new Promise((resolve) => {
    const connection = new Connection(
      url,
      { transports: ['websocket'] },
      {
        open: () => {
          // The event loop stands still past the deadline, as in a page that was frozen.
          const until = Date.now() + 40;
          while (Date.now() < until);
          resolve([connection.check(), connection.state]);
        },
        text: () => {},
        binary: () => {},
        close: () => {},
      },
    );
  });
  expect(outcome).toEqual([false, 'closed']);
});

for (const transport of ['polling', 'websocket'] as const) {
  test(`what is read too late is no sign of life: the session is over, over ${transport}`, async () => {
    // All of it waits in the socket when the first message stops the event loop.
    const packets = [handshake({ pingInterval: 100, pingTimeout: 100 }), '4before', '2', '4after'];
    const http = createServer((_request, response) => void response.end(packets.splice(0).join('\x1e')));
    new WebSocketServer({ server: http }).on('connection', (socket) => {
      for (const packet of packets) socket.send(packet);
    });
    const client = newClient({ transports: [transport] });
    const messages: unknown[] = [];
    client.on('message', (data) => {
      messages.push(data);
      const until = Date.now() + 250;
      while (Date.now() < until);
    });
    const reason = new Promise((resolve) => client.on('disconnect', resolve));
    await client.connect(`http://127.0.0.1:${await listen(http)}`);
    expect(await reason).toBe('ping timeout');
    expect(messages).toEqual(['before']);
  });
}

test.each([2 ** 31 - 1, 2 ** 40])('a heartbeat of %d ms keeps no timer busy', async (pingInterval) => {
  const http = createServer();
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.send(handshake({ pingInterval }));
  });
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const client = newClient({ transports: ['websocket'], requestTimeout: Number.POSITIVE_INFINITY });
  await client.connect(`http://127.0.0.1:${await listen(http)}`);
  // Node warns of a delay that it cannot keep, a few turns after it was asked for.
  for (let i = 0; i < 3; i++) await new Promise(setImmediate);
  expect(warnings).toEqual([]);
  expect(client.connected).toBe(true);
});

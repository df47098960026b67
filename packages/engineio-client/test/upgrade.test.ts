import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { Connection } from '../src/index.js';
import { eventually } from './support/eventually.js';
import { collect, handshake, listen, newClient, startEngine, startHttp } from './support/servers.js';

test('a thousand messages each way during an upgrade arrive once and in order', async () => {
  const { url, next } = await startEngine();
  const client = newClient();
  const down = collect(client);
  const up: string[] = [];
  const opened = next();
  const connected = client.connect(url);
  const session = await opened;
  session.on('message', (data: string) => up.push(data));
  await connected;
  const numbers = Array.from({ length: 1_000 }, (_, i) => `${i}`);
  for (const number of numbers) {
    client.send(number);
    session.send(number);
    if (Number(number) % 50 === 0) await new Promise(setImmediate);
  }
  await eventually(() => [up.length, down.length]).toEqual([1_000, 1_000]);
  await eventually(() => client.transport).toBe('websocket');
  expect(up).toEqual(numbers);
  expect(down).toEqual(numbers);
});

test('tells its owner when it is done', async () => {
  const { url } = await startEngine();
  const transport = await new Promise((resolve) => {
    const connection = new Connection(
      url,
      {},
      {
        open: () => {},
        text: () => {},
        binary: () => {},
        close: () => {},
        upgrade: () => resolve([connection.transport, connection.close()]),
      },
    );
  });
  expect((transport as unknown[])[0]).toBe('websocket');
});

test('a server that offers no upgrade keeps polling', async () => {
  const { url, engine } = await startEngine({ allowUpgrades: false });
  engine.on('connection', (socket) => socket.on('message', (data: string) => socket.send(data)));
  const client = newClient();
  const messages = collect(client);
  await client.connect(url);
  client.send('a');
  await eventually(() => messages).toEqual(['a']);
  expect(client.transport).toBe('polling');
});

/** Behaves in polling, and leaves the WebSocket to the test. */
async function pollingEcho(onSocket: (socket: import('ws').WebSocket) => void) {
  let release: ((body: string) => void) | undefined;
  const queue: string[] = [];
  const flush = () => {
    if (!release || queue.length === 0) return;
    release(queue.splice(0).join('\x1e'));
    release = undefined;
  };
  const http = createServer((request, response) => {
    if (!request.url?.includes('sid=')) return response.end(handshake({ upgrades: ['websocket'] }));
    if (request.method === 'GET') {
      release = (body) => response.end(body);
      return flush();
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.end('ok');
      queue.push(...body.split('\x1e'));
      flush();
    });
    return undefined;
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', onSocket);
  return { url: `http://127.0.0.1:${await listen(http)}` };
}

test('a refused WebSocket leaves the session with polling', async () => {
  const probes: string[] = [];
  const { url } = await pollingEcho((socket) => {
    probes.push('opened');
    socket.terminate();
  });
  const client = newClient();
  const messages = collect(client);
  await client.connect(url);
  await eventually(() => probes).toEqual(['opened']);
  client.send('still here');
  await eventually(() => messages).toEqual(['still here']);
  expect(client.transport).toBe('polling');
});

test('a wrong answer to the probe leaves the session with polling', async () => {
  const frames: string[] = [];
  const { url } = await pollingEcho((socket) => {
    socket.on('message', (data) => {
      frames.push(String(data));
      socket.send('3wrong');
    });
    socket.on('close', () => frames.push('closed'));
  });
  const client = newClient();
  const messages = collect(client);
  await client.connect(url);
  await eventually(() => frames).toEqual(['2probe', 'closed']);
  client.send('still here');
  await eventually(() => messages).toEqual(['still here']);
});

test('a server silent about the probe costs the request timeout, not the session', async () => {
  const frames: string[] = [];
  const { url } = await pollingEcho((socket) => {
    socket.on('message', (data) => frames.push(String(data)));
    socket.on('close', () => frames.push('closed'));
  });
  const client = newClient({ requestTimeout: 1_000 });
  const messages = collect(client);
  await client.connect(url);
  client.send('during');
  await eventually(() => frames).toEqual(['2probe', 'closed']);
  client.send('after');
  await eventually(() => messages).toEqual(['during', 'after']);
});

test('a socket lost between the probe and the switch leaves the session with polling, and nothing is lost', async () => {
  let answered: (() => void) | undefined;
  const { url } = await pollingEcho((socket) => {
    socket.on('message', () => {
      socket.send('3probe');
      // The pong shows that the client has read what came before.
      socket.ping();
    });
    socket.on('pong', () => {
      answered = () => socket.terminate();
    });
  });
  const client = newClient();
  const messages = collect(client);
  await client.connect(url);
  await eventually(() => answered).toBeDefined();
  // The pending poll holds the switch back: what is sent now waits.
  client.send('held');
  answered?.();
  client.send('sent after');
  await eventually(() => messages).toEqual(['held', 'sent after']);
  expect(client.transport).toBe('polling');
});

test('closing in the middle of an upgrade tells the server through polling', async () => {
  const bodies: string[] = [];
  const { url, engine } = await startEngine();
  engine.on('connection', (session) => session.on('close', (reason: string) => bodies.push(reason)));
  const client = newClient();
  await client.connect(url);
  client.send('last words');
  await client.disconnect();
  await eventually(() => bodies).toEqual(['transport close']);
});

test('a server that ends the session while the probe runs ends the probe too', async () => {
  const closed: string[] = [];
  const url = await startHttp((request, response) => {
    if (!request.url?.includes('sid=')) response.end(handshake({ upgrades: ['websocket'] }));
    else response.end('1');
  });
  const client = newClient();
  client.on('disconnect', (reason) => closed.push(reason));
  await client.connect(url);
  await client.wait();
  expect(closed).toEqual(['server disconnect']);
});

test('a ping that comes with the last poll of an upgrade is answered over the WebSocket, after the switch', async () => {
  const frames: string[] = [];
  let poll: ((body: string) => void) | undefined;
  const http = createServer((request, response) => {
    if (!request.url?.includes('sid=')) response.end(handshake({ upgrades: ['websocket'] }));
    else poll = (body) => response.end(body);
  });
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.on('message', (data) => {
      frames.push(String(data));
      if (String(data) !== '2probe') return;
      socket.send('3probe');
      poll?.('4before\x1e2\x1e6');
    });
  });
  const client = newClient();
  const messages = collect(client);
  await client.connect(`http://127.0.0.1:${await listen(http)}`);
  await eventually(() => frames).toEqual(['2probe', '5', '3']);
  expect(messages).toEqual(['before']);
});

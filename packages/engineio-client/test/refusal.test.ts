import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { Connection, ConnectionError } from '../src/index.js';
import { handshake, listen, newClient, startEngine, startHttp } from './support/servers.js';

async function failure(promise: Promise<unknown>): Promise<ConnectionError> {
  try {
    await promise;
  } catch (error) {
    expect(error).toBeInstanceOf(ConnectionError);
    return error as ConnectionError;
  }
  throw new Error('did not fail');
}

test.each(['polling', 'websocket'] as const)(
  'over %s, a refusal carries status and body of the answer',
  async (transport) => {
    const { url } = await startEngine({ allowRequest: (_request, decide) => decide('not today', false) });
    const error = await failure(newClient().connect(url, { transports: [transport] }));
    // The official server answers refused upgrades with 400 and bare text, polls with 403 and JSON.
    expect([error.status, error.data]).toEqual(
      transport === 'polling' ? [403, { code: 4, message: 'not today' }] : [400, 'not today'],
    );
    expect(error.message).toBe(`Unexpected status code ${error.status} in server response`);
  },
);

test.each([
  ['no handshake', '4hello', 'Unexpected response from server'],
  ['a handshake that is no JSON', '0{', 'Unexpected response from server'],
  ['a handshake without sid', '0{"pingInterval":1,"pingTimeout":1}', 'Unexpected response from server'],
  ['a handshake with a sid that is no text', handshake({ sid: 7 }), 'Unexpected response from server'],
  ['a handshake with an empty sid', handshake({ sid: '' }), 'Unexpected response from server'],
  ['a handshake with negative times', handshake({ pingInterval: -1 }), 'Unexpected response from server'],
  ['a handshake with a time as text', handshake({ pingInterval: '250' }), 'Unexpected response from server'],
  ['a handshake with a time that is true', handshake({ pingTimeout: true }), 'Unexpected response from server'],
  ['a handshake with a size as text', handshake({ maxPayload: '100' }), 'Unexpected response from server'],
  ['an empty answer', '', 'Unexpected response from server'],
  ['a page of some other server', '<html>', 'Unexpected response from server'],
])('%s is an error', async (_name, body, message) => {
  const url = await startHttp((_request, response) => response.end(body));
  await expect(newClient().connect(url)).rejects.toThrow(message);
});

test.each(['polling', 'websocket'] as const)('nobody there: the cause tells, over %s', async (transport) => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const error = await failure(newClient().connect(`http://127.0.0.1:${port}`, { transports: [transport] }));
  expect((error.cause as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
});

test.each(['polling', 'websocket'] as const)(
  'a server that does not answer is given up after requestTimeout, over %s',
  async (transport) => {
    const url = await startHttp(() => {});
    const client = newClient({ requestTimeout: 100, transports: [transport] });
    await expect(client.connect(url)).rejects.toThrow('timed out');
    await client.wait();
  },
);

test('a POST that is not answered ends the session after requestTimeout', async () => {
  const url = await startHttp((request, response) => {
    if (!request.url?.includes('sid=')) response.end(handshake());
  });
  const client = newClient({ requestTimeout: 1_000 });
  const reason = new Promise((resolve) => client.on('disconnect', resolve));
  await client.connect(url);
  client.send('hello');
  expect(await reason).toBe('transport error');
});

test.each([
  ['an unknown packet', '9', 'parse error'],
  ['broken base64', 'b$', 'parse error'],
  ['a second handshake', handshake(), 'parse error'],
  ['a close packet', '1', 'server disconnect'],
])('%s from the server ends the session', async (_name, packet, reason) => {
  for (const transport of ['polling', 'websocket'] as const) {
    const http = createServer((request, response) => {
      response.end(request.url?.includes('sid=') ? packet : handshake());
    });
    new WebSocketServer({ server: http }).on('connection', (socket) => {
      socket.send(handshake());
      socket.send(packet);
    });
    const client = newClient({ transports: [transport] });
    const ended = new Promise((resolve) => client.on('disconnect', resolve));
    await client.connect(`http://127.0.0.1:${await listen(http)}`);
    expect(await ended).toBe(reason);
    expect(client.send('late')).toBe(false);
  }
});

test('with tryAllTransports, a blocked transport makes room for the next', async () => {
  const { url } = await startEngine({ transports: ['polling'] });
  const options = { transports: ['websocket', 'polling'] } as const;
  await failure(newClient().connect(url, options));
  const client = newClient({ tryAllTransports: true });
  await client.connect(url, options);
  expect(client.transport).toBe('polling');
});

test('misuse is told at once', async () => {
  const client = newClient();
  await expect(client.connect('not a url')).rejects.toThrow(new TypeError('not a URL of HTTP: not a url'));
  await expect(client.connect('localhost:5000')).rejects.toThrow('not a URL of HTTP: localhost:5000');
  await expect(client.connect('http://localhost', { transports: ['carrier pigeon' as never] })).rejects.toThrow(
    'unknown transport "carrier pigeon"',
  );
  expect(() => client.on('packet' as 'message', () => {})).toThrow('no such event: "packet"');
  expect(client.send('nowhere')).toBe(false);
  await client.disconnect();
  const { url } = await startEngine();
  await client.connect(url);
  await expect(client.connect(url)).rejects.toThrow('Already connected');
});

test('closing before the handshake is silent and complete', async () => {
  const url = await startHttp(() => {});
  for (const transport of ['polling', 'websocket'] as const) {
    const reasons: string[] = [];
    const close = (reason: string) => void reasons.push(reason);
    const handler = { open() {}, text() {}, binary() {}, close };
    const connection = new Connection(url, { transports: [transport] }, handler);
    await connection.close();
    expect([connection.state, ...reasons]).toEqual(['closed', 'client disconnect']);
  }
});

test.each(['GET', 'POST'])('a %s that is cut off in the middle ends the session', async (method) => {
  const url = await startHttp((request, response) => {
    if (!request.url?.includes('sid=')) response.end(handshake());
    else if (request.method === method) {
      response.writeHead(200, { 'content-length': 100 });
      response.write('4a');
      response.socket?.destroySoon();
    }
  });
  const client = newClient();
  const messages: unknown[] = [];
  client.on('message', (data) => messages.push(data));
  const reason = new Promise((resolve) => client.on('disconnect', resolve));
  await client.connect(url);
  client.send('hello');
  expect(await reason).toBe('transport error');
  expect(messages).toEqual([]);
});

test.each(['localhost:5000', 'nonsense', 'ftp://x', undefined])(
  'the URL %j is refused, and leaves no timer',
  async (url) => {
    const failures: unknown[] = [];
    const note = (error: unknown) => void failures.push(error);
    process.on('uncaughtException', note);
    onTestFinished(() => void process.off('uncaughtException', note));
    for (const transport of ['polling', 'websocket'] as const) {
      const client = newClient({ requestTimeout: 1, transports: [transport] });
      await expect(client.connect(url as string)).rejects.toBeInstanceOf(TypeError);
    }
    // A timer that was started with them would have fired before this one.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(failures).toEqual([]);
  },
);

test('a host of several addresses, none of which answers, is an error that names one', async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  for (const transport of ['polling', 'websocket'] as const) {
    const refused = newClient({ transports: [transport] }).connect(`http://localhost:${port}`);
    await expect(refused).rejects.toThrow(/^Connection error: connect ECONNREFUSED .*\d$/);
  }
});

import { Agent, createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { Client, ConnectionError, ConnectionRefusedError } from '../src/index.js';
import { deferred } from './support/deferred.js';
import { eventually } from './support/eventually.js';
import { accepted, cut, FAST, listen, newClient, once, PATIENT, startServer, TRANSPORTS } from './support/servers.js';

test('auth, headers and query reach the server; functions are asked for each connection', async () => {
  const { url, io } = await startServer();
  const seen: unknown[] = [];
  io.on('connection', ({ handshake: { auth, headers, query } }) => {
    seen.push([auth, headers['x-token'], query['room']]);
  });
  let n = 0;
  const client = newClient();
  await client.connect(async () => url, {
    auth: async () => ({ n: ++n }),
    headers: () => ({ 'X-Token': `t${n}` }),
    query: async () => ({ room: `r${n}` }),
    ...PATIENT,
  });
  const again = once(client, 'connect');
  for (const socket of io.sockets.sockets.values()) socket.conn.close();
  await again;
  expect(seen).toEqual([
    [{ n: 1 }, 't0', 'r0'],
    [{ n: 2 }, 't1', 'r1'],
  ]);
});

test.each(['/custom', 'custom/', '/custom/'])('the path %s is the same as any other spelling of it', async (path) => {
  const { url } = await startServer({ path: '/custom/' });
  const client = newClient();
  await client.connect(url, { path, ...PATIENT });
  expect(client.connected).toBe(true);
});

test('namespaces come from the handlers when none are given, else "/" alone', async () => {
  const { url, io } = await startServer();
  for (const name of ['/a', '/b']) io.of(name);
  const client = newClient();
  client.on('x', () => {}, { namespace: '/a' });
  client.on('x', () => {}, { namespace: '/b' });
  client.on('x', () => {}, { namespace: '*' });
  await client.connect(url, PATIENT);
  expect([...client.namespaces.keys()]).toEqual(['/a', '/b']);
  const plain = newClient();
  await plain.connect(url, PATIENT);
  expect([...plain.namespaces.keys()]).toEqual(['/']);
});

test('each namespace has an id of its own, the one that the server knows', async () => {
  const { url, io } = await startServer();
  io.of('/a');
  const [root, a] = [accepted(io), accepted(io, '/a')];
  const client = newClient();
  await client.connect(url, { namespaces: ['/', '/a'], ...PATIENT });
  expect([client.getSid(), client.getSid('/a')]).toEqual([(await root).id, (await a).id]);
  expect(client.sid).toBe((await root).id);
  expect(client.getSid('/other')).toBeUndefined();
  const only = newClient();
  await only.connect(url, { namespaces: '/a', ...PATIENT });
  expect(only.sid).toBe(only.getSid('/a'));
});

test('transport tells how packets travel at this moment', async () => {
  for (const transports of TRANSPORTS) {
    const { url } = await startServer();
    const client = newClient();
    expect(client.transport).toBeUndefined();
    await client.connect(url, { transports, ...PATIENT });
    await eventually(() => client.transport).toBe(transports.at(-1));
  }
});

test('transports: polling alone tries no WebSocket, and WebSocket alone no polling', async () => {
  const { url, io, http } = await startServer();
  const handshakes: unknown[] = [];
  let upgrades = 0;
  io.on('connection', (socket) => {
    handshakes.push(socket.handshake.query['transport']);
    socket.on('echo', (reply) => reply());
  });
  http.on('upgrade', () => void upgrades++);
  for (const transport of ['polling', 'websocket'] as const) {
    const client = newClient();
    await client.connect(url, { transports: [transport], ...PATIENT });
    // Time enough for an upgrade to begin.
    await client.call('echo');
    await client.call('echo');
    expect([handshakes.at(-1), client.transport]).toEqual([transport, transport]);
    expect(upgrades).toBe(transport === 'polling' ? 0 : 1);
  }
});

test('an agent makes the connections', async () => {
  const { url } = await startServer();
  for (const transports of [['polling'], ['websocket']] as const) {
    const agent = new Agent();
    const made = vi.spyOn(agent, 'createConnection' as never);
    const client = newClient();
    await client.connect(url, { transports, agent, ...PATIENT });
    expect(made).toHaveBeenCalled();
    await client.disconnect();
    agent.destroy();
  }
});

test('tls reaches the handshake of TLS', async () => {
  const hello = deferred<string>();
  const port = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (bytes) => {
        hello.resolve(bytes.toString('latin1'));
        socket.destroy();
      });
    }),
  );
  const connecting = newClient().connect(`https://127.0.0.1:${port}`, { tls: { servername: 'named.example' } });
  await expect(connecting).rejects.toBeInstanceOf(ConnectionError);
  expect(await hello.promise).toContain('named.example');
});

test("a namespace that is turned away: connect_error with the server's words, then a rejection that carries them", async () => {
  const { url, io } = await startServer();
  io.of('/vip').use((_socket, next) => next(Object.assign(new Error('members only'), { data: { code: 7 } })));
  const client = newClient();
  const heard = once(client, 'connect_error', '/vip');
  const failure: ConnectionRefusedError = await client.connect(url, { namespaces: ['/', '/vip'], ...PATIENT }).then(
    () => expect.unreachable(),
    (error) => error,
  );
  expect(await heard).toEqual([{ message: 'members only', data: { code: 7 } }]);
  expect(failure).toBeInstanceOf(ConnectionRefusedError);
  expect(failure.message).toBe('One or more namespaces failed to connect: /vip');
  expect(failure.data).toEqual({ message: 'members only', data: { code: 7 } });
  expect([client.connected, client.namespaces.size]).toEqual([false, 0]);
  await client.wait();
});

test('a namespace that the server does not know is refused, too', async () => {
  const { url } = await startServer();
  const client = newClient();
  await expect(client.connect(url, { namespaces: '/nowhere', ...PATIENT })).rejects.toMatchObject({
    code: 'CONNECTION_REFUSED',
    data: { message: 'Invalid namespace' },
  });
});

test('waitTimeout bounds the wait for a namespace that does not answer', async () => {
  const { url, io } = await startServer();
  let asked = 0;
  io.of('/slow').use(() => void asked++);
  const patient = newClient();
  const waiting = patient.connect(url, { namespaces: '/slow', waitTimeout: 60_000 });
  let waits = true;
  waiting.catch(() => {
    waits = false;
  });
  await eventually(() => asked).toBe(1);
  const client = newClient();
  const failure = client.connect(url, { namespaces: ['/', '/slow'], waitTimeout: 1_000 });
  await expect(failure).rejects.toThrow('One or more namespaces failed to connect: /slow');
  expect([client.connected, waits]).toEqual([false, true]);
});

test('a server that drops every connection before it answers does not stretch waitTimeout', async () => {
  const { url, io } = await startServer();
  io.use((socket) => cut(socket as never));
  const failure = newClient().connect(url, { transports: ['websocket'], waitTimeout: 200 });
  await expect(failure).rejects.toThrow('One or more namespaces failed to connect: /');
});

test('an auth function that answers after its connection was lost is not heard', async () => {
  const { url, io } = await startServer();
  const asked: ((auth: object) => void)[] = [];
  const seen: unknown[] = [];
  io.use(({ handshake }, next) => {
    seen.push(handshake.auth);
    next();
  });
  const connecting = newClient().connect(url, {
    auth: () =>
      new Promise((resolve) => {
        if (asked.push(resolve) > 1) return;
        for (const connection of Object.values<{ close(): void }>(io.engine['clients'])) connection.close();
      }),
    ...PATIENT,
  });
  await eventually(() => asked.length).toBe(2);
  asked.forEach((answer, n) => {
    answer({ n });
  });
  await connecting;
  expect(seen).toEqual([{ n: 1 }]);
});

test('wait: false resolves when the server is reached; the answers follow', async () => {
  const { url, io } = await startServer();
  let admit: (() => void) | undefined;
  io.use((_socket, next) => {
    admit = next;
  });
  const client = newClient();
  const connected = once(client, 'connect');
  await client.connect(url, { wait: false });
  expect(client.connected).toBe(false);
  await eventually(() => admit).toBeDefined();
  admit?.();
  await connected;
  expect(client.connected).toBe(true);
});

test('nobody there: connect_error for each namespace, and a rejection', async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const client = newClient();
  const heard: unknown[] = [];
  client.on('connect_error', (data) => heard.push(['/', data]));
  client.on('connect_error', (data) => heard.push(['/a', data]), { namespace: '/a' });
  const failure = client.connect(`http://127.0.0.1:${port}`);
  await expect(failure).rejects.toBeInstanceOf(ConnectionError);
  expect(heard).toEqual([
    ['/', `Connection error: connect ECONNREFUSED 127.0.0.1:${port}`],
    ['/a', `Connection error: connect ECONNREFUSED 127.0.0.1:${port}`],
  ]);
});

test("a server that refuses the request says why in connect_error and the rejection's cause", async () => {
  const { url } = await startServer({ allowRequest: (_request, decide) => decide('not today', false) });
  const client = newClient();
  const heard = once(client, 'connect_error');
  await expect(client.connect(url)).rejects.toMatchObject({
    message: 'Unexpected status code 403 in server response',
    cause: { status: 403, data: { code: 4, message: 'not today' } },
  });
  expect(await heard).toEqual([{ code: 4, message: 'not today' }]);
});

test('retry: true goes on until the server is there', async () => {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  const client = newClient();
  let failures = 0;
  const seen = new Promise<void>((resolve) => {
    client.on('connect_error', () => {
      failures++;
      if (failures === 2) resolve();
    });
  });
  const connecting = client.connect(`http://127.0.0.1:${port}`, { retry: true, ...PATIENT });
  await seen;
  await startServer({}, port);
  await connecting;
  expect(client.connected).toBe(true);
});

test('retry with reconnectionAttempts gives up', async () => {
  const probe = createServer();
  const port = await listen(probe);
  await new Promise((resolve) => probe.close(resolve));
  const client = new Client({ ...FAST, reconnectionAttempts: 2 });
  let failures = 0;
  client.on('connect_error', () => void failures++);
  await expect(client.connect(`http://127.0.0.1:${port}`, { retry: true })).rejects.toThrow('given up');
  expect(failures).toBe(3);
  await client.wait();
});

test('disconnect() ends a connect() that is under way', async () => {
  const port = await listen(createServer(() => {}));
  const client = newClient();
  const connecting = client.connect(`http://127.0.0.1:${port}`);
  await client.disconnect();
  await expect(connecting).rejects.toBeInstanceOf(ConnectionError);
});

test('an auth function that fails is a refusal', async () => {
  const { url } = await startServer();
  const client = newClient();
  const auth = () => Promise.reject(new Error('no token'));
  await expect(client.connect(url, { auth, ...PATIENT })).rejects.toMatchObject({ data: 'no token' });
});

test('a client can connect again, to the same or another server', async () => {
  const [one, two] = [await startServer(), await startServer()];
  const client = newClient();
  for (const { url } of [one, two, one]) {
    await client.connect(url, PATIENT);
    await client.disconnect();
  }
});

test('waitTimeout: Infinity waits as long as it takes', async () => {
  const { url, io } = await startServer();
  io.use((_socket, next) => void setTimeout(next, 30));
  const client = newClient();
  await client.connect(url, { waitTimeout: Number.POSITIVE_INFINITY });
  expect(client.connected).toBe(true);
});

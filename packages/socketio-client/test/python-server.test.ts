import { describe, expect, test } from 'vitest';
import { SimpleClient, tuple } from '../src/index.js';
import { eventually } from './support/eventually.js';
import { hasPython, startPython } from './support/python.js';
import { newClient, once, PATIENT, TRANSPORTS } from './support/servers.js';

const script = new URL('python/server.py', import.meta.url);
const start = (port = 0, transports = 'polling,websocket') => startPython(script, transports, String(port));
const urlOf = ({ port }: { port: number }) => `http://127.0.0.1:${port}`;

describe.skipIf(!hasPython)('python-socketio', () => {
  test.each(TRANSPORTS.map((transports) => [transports]))(
    'events, acknowledgements and bytes over %s',
    async (transports) => {
      const client = newClient();
      client.on('question', (...args: unknown[]) => tuple(...args, 'answered'));
      await client.connect(urlOf(await start()), { transports, ...PATIENT });
      const data = tuple('é 😀', { a: [1, null, true] }, Buffer.from([0, 255]));
      const answer = ['é 😀', { a: [1, null, true] }, Buffer.from([0, 255])];
      expect(await client.call('echo', data)).toEqual(answer);
      expect(await client.call('ask_me', data)).toEqual([...answer, 'answered']);
      await eventually(() => client.transport).toBe(transports.at(-1));
      await client.disconnect();
    },
  );

  test('namespaces have ids of their own', async () => {
    const client = newClient();
    await client.connect(urlOf(await start()), { namespaces: ['/', '/chat'], ...PATIENT });
    expect(await client.call('who', undefined, { namespace: '/chat' })).toBe(client.getSid('/chat'));
    expect(client.getSid('/chat')).not.toBe(client.getSid());
  });

  test('a refusal carries message and data', async () => {
    const client = newClient();
    const heard = once(client, 'connect_error');
    await expect(client.connect(urlOf(await start()), { auth: { refuse: true }, ...PATIENT })).rejects.toMatchObject({
      code: 'CONNECTION_REFUSED',
    });
    expect(await heard).toEqual([{ message: 'not today', data: { code: 7 } }]);
  });

  test('an unknown namespace is refused', async () => {
    const client = newClient();
    await expect(client.connect(urlOf(await start()), { namespaces: '/nowhere', ...PATIENT })).rejects.toMatchObject({
      data: 'Unable to connect',
    });
  });

  test('a burst over polling, more than 16 packets at once in each direction, arrives whole', async () => {
    const client = newClient();
    const got: number[] = [];
    client.on('n', (n: number) => got.push(n));
    await client.connect(urlOf(await start(0, 'polling')), { transports: ['polling'], ...PATIENT });
    const echoes = await Promise.all(Array.from({ length: 50 }, (_, n) => client.call('echo', n)));
    expect(echoes).toEqual(Array.from({ length: 50 }, (_, n) => n));
    await client.emit('burst', 100);
    await eventually(() => got.length).toBe(100);
    expect(got).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('a disconnect by the server is the end; a server that is killed and comes back is found again', async () => {
    const server = await start();
    const client = newClient();
    await client.connect(urlOf(server), PATIENT);
    const lost = once(client, 'disconnect');
    await server.kill();
    expect((await lost)[0]).toMatch(/^transport (close|error)$/);
    const again = once(client, 'connect');
    await start(server.port);
    await again;
    await client.emit('leave');
    await client.wait();
    expect(client.lastDisconnectReason).toBe('server disconnect');
  });

  test('the simple client', async () => {
    const server = await start();
    const events = await SimpleClient.use(urlOf(server), async (client) => {
      await client.emit('burst', 3);
      return [await client.receive(), await client.receive(), await client.receive()];
    });
    expect(events).toEqual([
      ['n', 0],
      ['n', 1],
      ['n', 2],
    ]);
  });
});

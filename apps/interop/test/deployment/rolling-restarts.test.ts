import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@x/socketio-client';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { hasPython, PYTHON } from '../cluster/support/python.js';
import { connected } from './support/clients.js';
import { hasNginx, Nginx } from './support/nginx.js';
import { adapt, block } from './support/page.js';
import { clusterEnv, hasRedis } from './support/peers.js';
import { compile, Program } from './support/program.js';

// Processes of their own, several at a time, want their while on a machine with two cores.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGE = 'deployment/rolling-restarts.md';
const there = (await hasRedis('the rolling restart')) && hasNginx('the rolling restart');
const folder = mkdtempSync(join(tmpdir(), 'deployment-restarts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('SIGTERM and SIGINT end a server, its clients are told, and want to come back', async () => {
  const file = await compile(adapt(block(PAGE, 'graceful.ts'), { '5000': '0' }), folder, 'graceful.ts');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const server = Program.node(file);
    const url = `http://127.0.0.1:${await server.port()}`;
    const official = await connected(io(url, { forceNew: true, transports: ['websocket'] }));
    const ours = new Client();
    await ours.connect(url, { transports: ['websocket'] });
    const reasons = Promise.all([
      new Promise((resolve) => official.once('disconnect', resolve)),
      new Promise((resolve) => ours.on('disconnect', resolve)),
    ]);
    expect(await server.stop(signal)).toBe(0);
    expect(await reasons).toEqual(['transport close', 'transport close']);
    expect(official.active).toBe(true);
    official.close();
    await ours.disconnect();
  }
});

const PYTHON_CLIENT = `
import asyncio, sys, socketio

async def main():
    client = socketio.AsyncClient(reconnection_delay=0.1)
    tried = asyncio.Event()

    @client.event
    async def disconnect(reason):
        print('left:', reason, flush=True)

    @client.event
    async def connect_error(error):
        tried.set()

    await client.connect(sys.argv[1], transports=[sys.argv[2]])
    print('connected', flush=True)
    ways = [asyncio.create_task(client.wait()), asyncio.create_task(tried.wait())]
    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    print('comes back' if tried.is_set() else 'it is over', flush=True)
    for way in ways:
        way.cancel()
    await client.shutdown()

asyncio.run(main())
`;

it.runIf(hasPython('the restart with Python clients')).each([
  ['websocket', 'transport error', 'comes back'],
  ['polling', 'server disconnect', 'it is over'],
])('Python over %s: "%s", and then: %s', async (transport, reason, then) => {
  const file = await compile(
    adapt(block(PAGE, 'graceful.ts'), {
      '5000': '0',
      // After the end Python waits for as long, and 5 seconds more.
      'new Server()': 'new Server({ pingInterval: 300, pingTimeout: 1_000 })',
    }),
    folder,
    'graceful.ts',
  );
  const server = Program.node(file);
  const url = `http://127.0.0.1:${await server.port()}`;
  const client = new Program([PYTHON, '-c', PYTHON_CLIENT, url, transport]);
  onTestFinished(() => client.stop('SIGKILL').then(() => {}));
  await client.line(/^connected$/);
  expect(await server.stop()).toBe(0);
  await client.line(new RegExp(`^left: ${reason}$`));
  await client.line(new RegExp(`^${then}$`));
});

describe.runIf(there)('two servers behind nginx, restarted one by one', () => {
  const env = clusterEnv();
  const servers: Program[] = [];
  const listeners: Program[] = [];
  let file: string;
  let ports: number[];
  let nginx: Nginx;

  beforeAll(async () => {
    file = await compile(block(PAGE, 'server.ts'), folder, 'server.ts');
    servers.push(Program.node(file, env), Program.node(file, env));
    ports = await Promise.all(servers.map((server) => server.port()));
    nginx = await Nginx.start(block('deployment/nginx.md', 'nginx.conf'), folder, {
      '127.0.0.1:5001': `127.0.0.1:${ports[0]}`,
      '127.0.0.1:5002': `127.0.0.1:${ports[1]}`,
    });
    const source = adapt(block(PAGE, 'client.ts'), { 'http://localhost:5000': nginx.url });
    const client = await compile(source, folder, 'client.ts');
    for (let i = 0; i < 3; i++) listeners.push(Program.node(client));
    await Promise.all(listeners.map((listener) => listener.line(/^connected$/)));
  });

  afterAll(async () => {
    await Promise.all(listeners.map((listener) => listener.stop('SIGKILL')));
    await nginx?.stop();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('every client has every message of one who sends all the while', async () => {
    const sender = new Client({ retries: 100, ackTimeout: 1_000, reconnectionDelay: 50 });
    await sender.connect(nginx.url);
    const said: string[] = [];
    const say = (text: string): Promise<unknown> => {
      said.push(text);
      return new Promise((resolve) => sender.emit('say', text, { callback: resolve }));
    };
    let isRestarting = true;
    const talk = (async () => {
      for (let i = 0; isRestarting; i++) await say(`${i}`);
    })();

    for (const [i, port] of ports.entries()) {
      expect(await servers[i]!.stop()).toBe(0);
      servers[i] = Program.node(file, { ...env, PORT: String(port) });
      await servers[i]!.port();
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('ok');
      await say(`${port} is up again`);
      await Promise.all(listeners.map((listener) => listener.line(new RegExp(`^news: ${port} is up again$`))));
    }
    isRestarting = false;
    await talk;
    await say('the end');
    await Promise.all(listeners.map((listener) => listener.line(/^news: the end$/)));
    expect(said.length).toBeGreaterThan(20);
    for (const listener of listeners) {
      const heard = listener.lines.filter((line) => line.startsWith('news: ')).map((line) => line.slice(6));
      expect([...new Set(heard)].sort()).toEqual([...said].sort());
    }
    await sender.disconnect();
  });
});

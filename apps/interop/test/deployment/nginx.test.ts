import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@x/socketio-client';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allHear, pollFrom } from './support/clients.js';
import { hasNginx, Nginx } from './support/nginx.js';
import { block } from './support/page.js';
import { clusterEnv, hasRedis } from './support/peers.js';
import { compile, Program } from './support/program.js';

// Processes of their own, several at a time, want their while on a machine with two cores.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGE = 'deployment/nginx.md';
const there = (await hasRedis('the pages about nginx')) && hasNginx('the pages about nginx');

interface Whoami {
  port: number;
  address: string;
}

describe.runIf(there)('two servers behind nginx, as the page shows it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-nginx-'));
  const files = join(folder, 'public');
  const servers: Program[] = [];
  let ports: number[];
  let nginx: Nginx;

  beforeAll(async () => {
    const program = await compile(block(PAGE, 'server.ts'), folder, 'server.ts');
    const env = clusterEnv();
    servers.push(Program.node(program, env), Program.node(program, env));
    ports = await Promise.all(servers.map((server) => server.port()));
    mkdirSync(join(files, 'assets'), { recursive: true });
    writeFileSync(join(files, 'index.html'), '<h1>Chat</h1>');
    writeFileSync(join(files, 'assets', 'app.3f2a.js'), 'console.log(1)');
    nginx = await Nginx.start(block(PAGE, 'nginx.conf'), folder, {
      '127.0.0.1:5001': `127.0.0.1:${ports[0]}`,
      '127.0.0.1:5002': `127.0.0.1:${ports[1]}`,
      '/srv/chat/public': files,
    });
  });

  afterAll(async () => {
    await nginx?.stop();
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps each long-polling client at one server, uses both, and all of them hear everything', async () => {
    const addresses = Array.from({ length: 12 }, (_, i) => `127.0.0.${i + 2}`);
    const sockets = await Promise.all(addresses.map((address) => pollFrom(address, nginx.url)));
    const seen = new Set<number>();
    for (const [i, socket] of sockets.entries()) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => socket.emitWithAck('whoami')));
      expect(new Set(answers.map((answer: Whoami) => answer.port)).size).toBe(1);
      expect(answers[0].address).toBe(addresses[i]);
      seen.add(answers[0].port);
    }
    expect(seen).toEqual(new Set(ports));
    const heard = allHear(sockets, 'said', 'hello');
    sockets[0]!.emit('say', 'hello');
    await heard;
    for (const socket of sockets) socket.disconnect();
  });

  it('a client upgrades through it', async () => {
    const socket = io(nginx.url, { forceNew: true, reconnection: false });
    await new Promise((resolve) => socket.io.on('open', () => socket.io.engine.once('upgrade', resolve)));
    expect(socket.io.engine.transport.name).toBe('websocket');
    expect(ports).toContain(((await socket.emitWithAck('whoami')) as Whoami).port);
    socket.disconnect();
  });

  it('our client gets through as well, over both transports', async () => {
    for (const transport of ['polling', 'websocket'] as const) {
      const client = new Client({ reconnection: false });
      await client.connect(nginx.url, { transports: [transport] });
      expect(client.transport).toBe(transport);
      expect(ports).toContain(((await client.call('whoami')) as Whoami).port);
      await client.disconnect();
    }
  });

  it('serves the files itself, with their types, and the hashed ones for long', async () => {
    const page = await fetch(`${nginx.url}/`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('expires')).toBeNull();
    expect(await page.text()).toContain('Chat');
    const script = await fetch(`${nginx.url}/assets/app.3f2a.js`);
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(script.headers.get('cache-control')).toBe('max-age=2592000');
    expect((await fetch(`${nginx.url}/nothing`)).status).toBe(404);
  });

  it("a page of nginx's own origin may connect, although it is on an unusual port, and a foreign one may not", async () => {
    const ask = (origin: string) =>
      fetch(`${nginx.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } }).then((answer) => answer.status);
    expect(await ask(nginx.url)).toBe(200);
    expect(await ask('https://evil.example')).toBe(400);
  });
});

describe.runIf(there)('many clients behind one address, with the cookie of the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deployment-cookie-'));
  const servers = new Map<string, Program>();
  let nginx: Nginx;

  beforeAll(async () => {
    const program = await compile(block(PAGE, 'named-server.ts'), folder, 'named-server.ts');
    const env = clusterEnv();
    for (const name of ['a', 'b']) servers.set(name, Program.node(program, { ...env, NODE_NAME: name }));
    const [a, b] = await Promise.all([...servers.values()].map((server) => server.port()));
    const config = block(PAGE, 'nginx.conf')
      .replace(/^ {2}upstream socketio \{.*?^ {2}\}\n/ms, block(PAGE, 'cookie.conf'))
      .replace('proxy_pass http://socketio', 'proxy_pass http://$node');
    nginx = await Nginx.start(config, folder, {
      '127.0.0.1:5001': `127.0.0.1:${a}`,
      '127.0.0.1:5002': `127.0.0.1:${b}`,
    });
  });

  afterAll(async () => {
    await nginx?.stop();
    await Promise.all([...servers.values()].map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('clients of one address are at both servers, each stays at its own, and goes to the other when that one ends', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => poll(nginx.url)));
    const homes: string[] = [];
    for (const client of clients) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => client.call('whoami')));
      expect(new Set(answers).size).toBe(1);
      homes.push(answers[0] as string);
    }
    expect(new Set(homes)).toEqual(new Set(['a', 'b']));
    const moved = clients[homes.indexOf('a')]!;
    const back = new Promise((resolve) => moved.on('connect', () => resolve(undefined)));
    await servers.get('a')!.stop();
    await back;
    expect(await moved.call('whoami')).toBe('b');
    await Promise.all(clients.map((client) => client.disconnect()));
  });
});

async function poll(url: string): Promise<Client> {
  const client = new Client({ reconnectionDelay: 20 });
  await client.connect(url, { transports: ['polling'] });
  return client;
}

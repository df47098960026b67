import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { reachable } from '@x/adapter-contract';
import { RedisManager } from '@x/adapter-redis';
import { Server } from '@x/socketio-server';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectFrom } from './support/client.js';

const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const there = await reachable({ name: 'Redis', url: REDIS_URL, skipped: 'sticky sessions behind nginx' });
const NGINX = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0);

function hasNginx(): boolean {
  if (NGINX !== undefined) return true;
  const message = 'nginx: not installed, so sticky sessions were skipped (pnpm services up nginx)';
  if (process.env['CI'] === 'true') throw new Error(message);
  const list = process.env['MISSING_PEERS_FILE'];
  if (list) appendFileSync(list, `${message}\n`);
  return false;
}

describe.runIf(there && hasNginx())('two servers behind nginx, with the configuration of the examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  const servers: Server[] = [];
  let nginx: ChildProcess;
  let port: number;

  beforeAll(async () => {
    const channel = `nginx-${randomUUID()}`;
    const ports: number[] = [];
    for (const name of ['a', 'b']) {
      const clientManager = new RedisManager(REDIS_URL, { channel });
      const sio = new Server({ clientManager });
      sio.on('whoami', () => name);
      sio.on('say', (_sid: string, text: string) => sio.emit('said', text));
      ports.push((await sio.listen(0, '127.0.0.1')).port);
      await clientManager.ready();
      servers.push(sio);
    }
    port = await freePort();
    const example = readFileSync(new URL('../src/cluster/nginx.conf', import.meta.url), 'utf8');
    const config = example
      .replace('127.0.0.1:5001', `127.0.0.1:${ports[0]}`)
      .replace('127.0.0.1:5002', `127.0.0.1:${ports[1]}`)
      .replace('127.0.0.1:8080', `127.0.0.1:${port}`);
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, config);
    nginx = spawn(NGINX!, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: 'inherit' });
    await untilAccepting(port);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.shutdown()));
    nginx?.kill('SIGTERM');
    if (nginx?.exitCode === null) await once(nginx, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  it('each long-polling client stays at its server, and both servers have some', async () => {
    const addresses = Array.from({ length: 12 }, (_, i) => `127.0.0.${i + 2}`);
    const sockets = await Promise.all(addresses.map((address) => connectFrom(address, port)));
    const names = new Set<string>();
    for (const socket of sockets) {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => socket.emitWithAck('whoami') as Promise<string>),
      );
      expect(new Set(answers).size).toBe(1);
      names.add(answers[0]!);
    }
    expect([...names].sort()).toEqual(['a', 'b']);
    const said = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('said', resolve))));
    sockets[0]!.emit('say', 'hello');
    expect(new Set(await said)).toEqual(new Set(['hello']));
    for (const socket of sockets) socket.disconnect();
  });

  it('a client upgrades to a WebSocket through it', async () => {
    const socket = io(`http://127.0.0.1:${port}`, { forceNew: true, reconnection: false });
    await new Promise((resolve) => socket.io.on('open', () => socket.io.engine.once('upgrade', resolve)));
    expect(socket.io.engine.transport.name).toBe('websocket');
    expect(['a', 'b']).toContain(await socket.emitWithAck('whoami'));
    socket.disconnect();
  });

  it("lets in pages of nginx's own origin, whatever its port, and no others", async () => {
    const own = `http://127.0.0.1:${port}`;
    const statuses = [own, 'https://elsewhere.example'].map(async (origin) => {
      const answer = await fetch(`${own}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
      return answer.status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 400]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilAccepting(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port });
    const accepted = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (accepted) return;
    await delay(20);
  }
}

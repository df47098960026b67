import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@x/socketio-client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { allHear, pollFrom, websocket } from './support/clients.js';
import { freePort, hasNginx, isFree, Nginx, untilAccepting } from './support/nginx.js';
import { adapt, block } from './support/page.js';
import { clusterEnv, hasRedis } from './support/peers.js';
import { hasPm2, Pm2 } from './support/pm2.js';
import { compile, file, Program } from './support/program.js';

// Processes of their own, several at a time, want their while on a machine with two cores.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGE = 'deployment/processes.md';
const there = await hasRedis('the page about several processes');
const folder = mkdtempSync(join(tmpdir(), 'deployment-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** So that a cluster has more than one worker on a machine with one core. */
function twoWorkers(source: string): string {
  return source.replaceAll('availableParallelism()', '2');
}

describe.runIf(there)("Node's cluster", () => {
  it('needs no sticky sessions with WebSocket only; a poll is refused; a worker that dies is replaced', async () => {
    const program = Program.node(
      await compile(twoWorkers(block(PAGE, 'cluster.ts')), folder, 'cluster.ts'),
      clusterEnv(),
    );
    onTestFinished(() => program.stop().then(() => {}));
    const url = `http://127.0.0.1:${await program.port()}`;
    await until(() => program.lines.length >= 2, program);
    const clients = await Promise.all(Array.from({ length: 6 }, () => websocket(url)));
    const pids = await Promise.all(clients.map((client) => client.emitWithAck('whoami') as Promise<number>));
    expect(new Set(pids).size).toBe(2);
    const heard = allHear(clients, 'said', 'hello');
    clients[0]!.emit('say', 'hello');
    await heard;

    const refused = new Client({ reconnection: false });
    await expect(refused.connect(url, { transports: ['polling'] })).rejects.toThrow();

    process.kill(pids[0]!, 'SIGKILL');
    await until(() => program.lines.length >= 3, program);
    const later = await Promise.all(Array.from({ length: 4 }, () => websocket(url)));
    const places = await Promise.all(later.map((client) => client.emitWithAck('whoami') as Promise<number>));
    expect(new Set(places).size).toBe(2);
    expect(places).not.toContain(pids[0]);
    expect(await program.stop()).toBe(0);
  });

  it('keeps long-polling clients at their workers when the primary chooses by address', async () => {
    const program = Program.node(
      await compile(twoWorkers(block(PAGE, 'sticky.ts')), folder, 'sticky.ts'),
      clusterEnv(),
    );
    onTestFinished(() => program.stop().then(() => {}));
    const url = `http://127.0.0.1:${await program.port()}`;
    const addresses = Array.from({ length: 8 }, (_, i) => `127.0.0.${i + 2}`);
    const clients = await Promise.all(addresses.map((address) => pollFrom(address, url)));
    const pids = new Set<number>();
    for (const client of clients) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => client.emitWithAck('whoami')));
      expect(new Set(answers).size).toBe(1);
      pids.add(answers[0] as number);
    }
    expect(pids.size).toBe(2);
    const heard = allHear(clients, 'said', 'hello');
    clients[0]!.emit('say', 'hello');
    await heard;
    for (const client of clients) client.disconnect();
    // One that says nothing must not keep a worker alive.
    const silent = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
    await once(silent, 'connect');
    expect(await program.stop()).toBe(0);
    silent.destroy();
  });
});

const pm2There = there && (await hasPm2('the parts about PM2'));

describe.runIf(pm2There)('PM2', () => {
  const env = clusterEnv();
  const pm2 = new Pm2(folder, env);
  beforeAll(async () => {
    await compile(block(PAGE, 'websocket-server.ts'), folder, 'websocket-server.ts');
    await compile(block('deployment/nginx.md', 'server.ts'), folder, 'server.ts');
  });
  afterAll(() => pm2.end());

  it('runs several processes on one port in cluster mode, and reloads them one by one', async () => {
    const port = await freePort();
    const config = adapt(block(PAGE, 'cluster.config.cjs'), { "'5000'": `'${port}'` });
    await pm2.run('start', file(folder, 'cluster.config.cjs', config));
    expect((await pm2.list()).map(({ pm2_env }) => pm2_env.status)).toEqual(['online', 'online']);

    const url = `http://127.0.0.1:${port}`;
    const clients = await Promise.all(Array.from({ length: 6 }, () => websocket(url)));
    const pids = await Promise.all(clients.map((client) => client.emitWithAck('whoami') as Promise<number>));
    expect(new Set(pids)).toEqual(new Set((await pm2.list()).map(({ pid }) => pid)));
    const heard = allHear(clients, 'said', 'hello');
    clients[0]!.emit('say', 'hello');
    await heard;

    const gone = Promise.all(clients.map((client) => new Promise((resolve) => client.once('disconnect', resolve))));
    await pm2.run('reload', 'chat');
    // Told so by the server: it had its time to shut down, and was not killed.
    expect(new Set(await gone)).toEqual(new Set(['transport close']));
    const client = await websocket(url);
    expect(pids).not.toContain(await client.emitWithAck('whoami'));
    client.disconnect();
    await pm2.run('delete', 'chat');
  });

  it.runIf(hasNginx('PM2 behind nginx'))('gives each process a port in fork mode, behind nginx', async () => {
    const [first, config] = await twoPorts(block(PAGE, 'ecosystem.config.cjs'));
    await pm2.run('start', file(folder, 'ecosystem.config.cjs', config));
    // PM2 tells that a process was started, not that it listens.
    await Promise.all([untilAccepting(first), untilAccepting(first + 1)]);
    const nginx = await Nginx.start(block('deployment/nginx.md', 'nginx.conf'), folder, {
      '127.0.0.1:5001': `127.0.0.1:${first}`,
      '127.0.0.1:5002': `127.0.0.1:${first + 1}`,
    });
    onTestFinished(() => nginx.stop());
    const addresses = Array.from({ length: 12 }, (_, i) => `127.0.0.${i + 2}`);
    const clients = await Promise.all(addresses.map((address) => pollFrom(address, nginx.url)));
    const homes = await Promise.all(clients.map((client) => client.emitWithAck('whoami')));
    expect(new Set(homes.map(({ port }) => port))).toEqual(new Set([first, first + 1]));
    for (const client of clients) client.disconnect();
    await pm2.run('delete', 'chat');
  });
});

/** A configuration whose two ports are free: the second is one above the first. */
async function twoPorts(config: string): Promise<[number, string]> {
  for (;;) {
    const first = await freePort();
    if (first < 65_535 && (await isFree(first + 1))) return [first, adapt(config, { "'5001'": `'${first}'` })];
  }
}

/** Waits for lines of a program, which it looks at with each that comes. */
async function until(isSo: () => boolean, program: Program): Promise<void> {
  while (!isSo()) await new Promise((resolve) => program.child.stdout!.once('data', () => setImmediate(resolve)));
}

import { randomUUID } from 'node:crypto';
import { reachable } from '@x/adapter-contract';
import { afterAll, describe, expect, it } from 'vitest';
import { connectFrom, next } from './support/client.js';
import { Example } from './support/process.js';

const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const there = await reachable({ name: 'Redis', url: REDIS_URL, skipped: 'the cluster examples' });

describe.runIf(there)('the cluster examples', () => {
  const env = { REDIS_URL, CHANNEL: `examples-${randomUUID()}` };
  const running: Example[] = [];
  const start = (file: string, more: Record<string, string> = {}) => {
    const example = new Example(file, { ...env, ...more });
    running.push(example);
    return example;
  };
  afterAll(async () => {
    for (const example of running) await example.stop();
  });

  it('servers are one, and a worker that only emits reaches their clients and ends by itself', async () => {
    const servers = [start('cluster/server.js', { PORT: '0' }), start('cluster/server.js', { PORT: '0' })];
    const ports = await Promise.all(servers.map((server) => server.port()));
    const [a, b] = await Promise.all(ports.map((port) => connectFrom('127.0.0.1', port)));
    // A server serves its own clients before it listens to the others.
    while (!(await heard(b!, () => a!.emit('say', 'hello')))) {}
    const said = Promise.all([untilSaid(a!, 'done'), untilSaid(b!, 'done')]);
    const worker = new Example('cluster/worker.js', env, 'done');
    await said;
    expect(await worker.ended()).toBe(0);
    for (const socket of [a!, b!]) socket.disconnect();
    for (const server of servers) expect(await server.stop()).toBe(0);
  });

  it("Node's cluster keeps each long-polling client at its worker, and joins the workers", async () => {
    const example = start('cluster/node-cluster.js', { PORT: '0', WORKERS: '2' });
    const port = await example.port();
    const addresses = Array.from({ length: 8 }, (_, i) => `127.0.0.${i + 2}`);
    const sockets = await Promise.all(addresses.map((address) => connectFrom(address, port)));
    const pids = new Set<number>();
    for (const socket of sockets) {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => socket.emitWithAck('whoami') as Promise<number>),
      );
      expect(new Set(answers).size).toBe(1);
      pids.add(answers[0]!);
    }
    expect(pids.size).toBe(2);
    const all = Promise.all(sockets.map((socket) => untilSaid(socket, 'to all')));
    while (!(await settled(all, () => sockets[0]!.emit('say', 'to all')))) {}
    for (const socket of sockets) socket.disconnect();
    expect(await example.stop()).toBe(0);
  });
});

/** Whether anything is said shortly after an attempt. */
function heard(socket: import('socket.io-client').Socket, attempt: () => void): Promise<boolean> {
  return settled(next(socket, 'said'), attempt);
}

async function settled(wanted: Promise<unknown>, attempt: () => void): Promise<boolean> {
  attempt();
  const timeUp = new Promise<false>((resolve) => setTimeout(resolve, 100, false));
  return Promise.race([wanted.then(() => true), timeUp]);
}

function untilSaid(socket: import('socket.io-client').Socket, text: string): Promise<void> {
  return new Promise((resolve) => {
    socket.on('said', (message: { text: string }) => {
      if (message.text === text) resolve();
    });
  });
}

// node cluster/main.mjs [redis] [rabbitmq] [kafka]: what one server's broadcasts cost until another server's clients have
// them, per broker, beside the same without a broker. Needs a build and `pnpm services up`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';

const CLIENTS = 10;
const BROADCASTS = 20_000;
const PINGS = 500;
const PAYLOAD = 'x'.repeat(100);

/** @param {string} broker `none` has one server, whose own clients listen */
async function measure(broker) {
  const channel = `bench-${process.pid}-${broker}`;
  const servers = [await start(broker, channel)];
  if (broker !== 'none') servers.push(await start(broker, channel));
  const [emitter] = servers;
  const last = /** @type {Node} */ (servers.at(-1));
  const speaker = await Client.connect(/** @type {Node} */ (emitter).port);
  const listeners = await Promise.all(Array.from({ length: CLIENTS }, () => Client.connect(last.port)));
  const latencies = await ping(speaker, listeners[0]);
  const before = listeners.map(({ count }) => count);
  const began = performance.now();
  emitter?.process.send({ broadcasts: BROADCASTS, payload: PAYLOAD });
  const cpu = once(/** @type {Node} */ (emitter).process, 'message');
  await Promise.all(listeners.map((client, i) => client.until((before[i] ?? 0) + BROADCASTS)));
  const seconds = (performance.now() - began) / 1000;
  const [{ cpuMicros }] = await cpu;
  for (const client of [speaker, ...listeners]) client.socket.terminate();
  for (const { process: server } of servers) {
    server.send('stop');
    await once(server, 'exit');
  }
  latencies.sort((a, b) => a - b);
  return {
    'broadcasts/s': Math.round(BROADCASTS / seconds),
    'emitter CPU µs each': Number((cpuMicros / BROADCASTS).toFixed(1)),
    'latency p50 ms': Number(latencies[PINGS / 2]?.toFixed(2)),
    'latency p99 ms': Number(latencies[Math.floor(PINGS * 0.99)]?.toFixed(2)),
  };
}

/** One at a time: from a client of one server to a client of the other. */
async function ping(speaker, listener) {
  const latencies = [];
  for (let i = 0; i < PINGS; i++) {
    const arrived = listener.until(listener.count + 1);
    const began = performance.now();
    speaker.socket.send('42["say"]');
    await arrived;
    latencies.push(performance.now() - began);
  }
  return latencies;
}

/** @typedef {{ process: import('node:child_process').ChildProcess, port: number }} Node */

/** @returns {Promise<Node>} */
async function start(broker, channel) {
  const child = fork(fileURLToPath(new URL('./server.mjs', import.meta.url)), [broker, channel]);
  const [{ port }] = await once(child, 'message');
  return { process: child, port };
}

/** A raw WebSocket that counts events. */
class Client {
  count = 0;
  #wanted = Number.POSITIVE_INFINITY;
  #reached = () => {};

  constructor(socket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const text = data.toString();
      if (text === '2') return socket.send('3');
      if (!text.startsWith('42')) return;
      this.count += 1;
      if (this.count >= this.#wanted) this.#reached();
    });
  }

  static async connect(port) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    const client = new Client(socket);
    await once(socket, 'message');
    socket.send('40');
    await once(socket, 'message');
    return client;
  }

  until(count) {
    if (this.count >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wanted = count;
      this.#reached = () => resolve(undefined);
    });
  }
}

const chosen = process.argv.slice(2);
const rows = [];

for (const broker of ['none', ...(chosen.length > 0 ? chosen : ['redis', 'rabbitmq', 'kafka'])]) {
  rows.push({ broker, ...(await measure(broker)) });
}
console.table(rows);

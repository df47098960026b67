import type { Server } from 'socket.io';
import { expect, test } from 'vitest';
import { eventually } from './support/eventually.js';
import { startProgram } from './support/program.js';
import { accepted, newClient, PATIENT, startServer } from './support/servers.js';

const HEARTBEAT = { pingInterval: 100, pingTimeout: 1_000 };
/** More heartbeats of others than a client waits for one of its own. */
const LONG = 13;

/** A client that counts every few milliseconds, and says where it finds that it has slept. */
const counting = (url: string, transport: string) => `
  import { Client, tuple } from '../src/index.js';
  const client = new Client({ reconnectionDelay: 200, randomizationFactor: 0 });
  let count = 0;
  let last = Date.now();
  void client.connect('${url}', { transports: ['${transport}'], waitTimeout: 10_000 });
  setInterval(() => {
    const slept = Date.now() - last > ${HEARTBEAT.pingTimeout};
    last = Date.now();
    void client.emit('count', tuple(count++, slept));
  }, 5);
`;

interface Counts {
  readonly all: number[];
  /** The first of each time awake. */
  readonly afterSleep: number[];
}

/** What arrives at a server, over all connections. */
function countsOf(io: Server): Counts {
  const counts: Counts = { all: [], afterSleep: [] };
  io.on('connection', (socket) => {
    socket.on('count', (n: number, slept: boolean) => {
      counts.all.push(n);
      if (slept) counts.afterSleep.push(n);
    });
  });
  return counts;
}

/** Waits until so many heartbeats have passed between the server and a client that is awake. */
async function heartbeats(url: string, io: Server, count: number): Promise<void> {
  const opened = accepted(io);
  const witness = newClient();
  await witness.connect(url, { transports: ['websocket'], ...PATIENT });
  const { conn } = await opened;
  let seen = 0;
  await new Promise<void>((resolve) => conn.on('heartbeat', () => ++seen === count && resolve()));
  await witness.disconnect();
}

for (const transport of ['polling', 'websocket']) {
  test(`what is emitted when a computer wakes up does not go into the connection that died, over ${transport}`, {
    timeout: 60_000,
  }, async () => {
    const { url, io } = await startServer(HEARTBEAT);
    const counts = countsOf(io);
    const opened = accepted(io);
    const sleeper = await startProgram(counting(url, transport));
    const gone = opened.then((socket) => new Promise((resolve) => socket.on('disconnect', resolve)));
    await eventually(() => counts.all.length).toBeGreaterThan(5);
    sleeper.kill('SIGSTOP');
    await Promise.all([gone, heartbeats(url, io, LONG)]);
    const earlier = counts.afterSleep.length;
    sleeper.kill('SIGCONT');
    await eventually(() => counts.afterSleep.length).toBeGreaterThan(earlier);
    await eventually(() => counts.all.at(-1)).toBeGreaterThan(counts.afterSleep[earlier]! + 5);
    const since = counts.all.slice(counts.all.indexOf(counts.afterSleep[earlier]!));
    expect(since).toEqual(since.map((_, n) => since[0]! + n));
  });
}

test('an attempt that was due while the computer slept is made when it wakes up', { timeout: 60_000 }, async () => {
  const first = await startServer(HEARTBEAT);
  const counts = countsOf(first.io);
  const sleeper = await startProgram(counting(first.url, 'websocket'));
  await eventually(() => counts.all.length).toBeGreaterThan(5);
  await first.io.close();
  sleeper.kill('SIGSTOP');
  const { io, url } = await startServer(HEARTBEAT, first.port);
  const later = countsOf(io);
  await heartbeats(url, io, LONG);
  expect(later.all).toEqual([]);
  sleeper.kill('SIGCONT');
  await eventually(() => later.afterSleep).toHaveLength(1);
  expect(later.all).toEqual(later.all.map((_, n) => later.all[0]! + n));
});

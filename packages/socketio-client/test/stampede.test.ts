import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from '../src/index.js';
import { eventually } from './support/eventually.js';

const CLIENTS = 200;
const script = fileURLToPath(new URL('support/restarting-server.mjs', import.meta.url));

async function start(port: number): Promise<{ port: number; child: ChildProcess; arrivals: number[] }> {
  const child = spawn(process.execPath, [script, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const arrivals: number[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => line.startsWith('connected') && arrivals.push(Number(line.split(' ')[1])));
  const [first] = (await once(lines, 'line')) as [string];
  return { port: Number(first.split(' ')[1]), child, arrivals };
}

test(`${CLIENTS} clients of a server that is killed and restarted come back spread out, each once`, async () => {
  const first = await start(0);
  const url = `http://127.0.0.1:${first.port}`;
  const connects: number[] = Array(CLIENTS).fill(0);
  const losses: number[] = Array(CLIENTS).fill(0);
  const delays: number[] = [];
  const clients = Array.from({ length: CLIENTS }, (_, i) => {
    let lost = false;
    const info = (line: string) => {
      const [, delay] = /^next attempt in (\d+) ms$/.exec(line) ?? [];
      if (delay && !lost) delays.push(Number(delay));
      lost ||= delay !== undefined;
    };
    const logger = { info, debug: info, warn: info, error: info };
    const client = new Client({ reconnectionDelay: 1_000, reconnectionDelayMax: 2_000, logger });
    client.on('connect', () => void connects[i]!++);
    client.on('disconnect', () => void losses[i]!++);
    return client;
  });
  onTestFinished(() => Promise.all(clients.map((client) => client.disconnect())).then(() => {}));
  for (let i = 0; i < CLIENTS; i += 20) {
    const some = clients.slice(i, i + 20);
    await Promise.all(some.map((client) => client.connect(url, { transports: ['websocket'], waitTimeout: 20_000 })));
  }
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const { arrivals } = await start(first.port);
  await eventually(() => arrivals.length).toBe(CLIENTS);
  await eventually(() => connects.every((n) => n === 2)).toBe(true);
  expect(losses).toEqual(Array(CLIENTS).fill(1));
  arrivals.sort((a, b) => a - b);
  delays.sort((a, b) => a - b);
  const spread = arrivals.at(-1)! - arrivals[0]!;
  const busiest = Math.max(...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 100).length));
  // Half a second to one and a half before the first attempt, evenly: no tenth of it is empty, or has a quarter of all.
  const tenths = Array(10).fill(0);
  for (const delay of delays) tenths[Math.min(9, Math.floor((delay - 500) / 100))]++;
  console.log(
    `delays of ${delays[0]} to ${delays.at(-1)} ms, at most ${Math.max(...tenths)} in a tenth of the range;`,
    `${CLIENTS} clients back within ${Math.round(spread)} ms, at most ${busiest} of them in any 100 ms`,
  );
  expect(delays).toHaveLength(CLIENTS);
  expect(Math.min(...tenths)).toBeGreaterThan(0);
  expect(Math.max(...tenths)).toBeLessThan(CLIENTS / 4);
}, 60_000);

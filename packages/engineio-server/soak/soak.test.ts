import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type CloseReason, Engine, type EngineOptions, type SessionHandler } from '../src/index.js';

const WEB_SOCKETS = 5000;
const POLLERS = 500;
const INTERVALS = 10;
const MiB = 1024 * 1024;

interface Report {
  readonly event: 'connected' | 'satisfied' | 'ended';
  readonly how?: string;
}

async function start(options: EngineOptions, handler: (session: { sendText(text: string): void }) => SessionHandler) {
  const engine = new Engine(options, { open: handler });
  const { port } = await engine.listen(0, '127.0.0.1');
  onTestFinished(() => engine.close());
  return { engine, port };
}

function run(file: string, ...args: number[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args.map(String));
  onTestFinished(() => void child.kill());
  return child;
}

it(`${WEB_SOCKETS} WebSockets and ${POLLERS} pollers live through ${INTERVALS} ping intervals`, async () => {
  const endings: CloseReason[] = [];
  const idle: SessionHandler = { text() {}, binary() {}, close: (reason) => endings.push(reason) };
  const { engine, port } = await start({ pingInterval: 1500, pingTimeout: 1500 }, () => idle);
  const crowd = run('crowd.mjs', port, WEB_SOCKETS, POLLERS, INTERVALS);
  await new Promise<void>((resolve, reject) => {
    crowd.on('message', ({ event, how }: Report) => {
      if (event === 'satisfied') resolve();
      if (event === 'ended') reject(new Error(`a session ended: ${how}; the server says ${endings.join()}`));
    });
  });
  expect(endings).toEqual([]);
  expect(engine.stats()).toMatchObject({ websocket: WEB_SOCKETS, polling: POLLERS });
}, 60_000);

it('peers that stop reading are closed at maxBackpressure, with memory flat', async () => {
  const endings: [CloseReason, string | undefined][] = [];
  const answer = 'x'.repeat(64 * 1024);
  let closed: () => void = () => {};
  const { port } = await start({}, (session) => ({
    text: () => session.sendText(answer),
    binary() {},
    close(reason, detail) {
      endings.push([reason, detail]);
      closed();
    },
  }));
  const before = process.memoryUsage().rss;
  let peak = 0;
  for (let round = 0; round < 5; round++) {
    const ended = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const sampling = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 1);
    run('deaf.mjs', port);
    await ended;
    clearInterval(sampling);
  }
  for (const [reason, detail] of endings) {
    expect(reason).toBe('transport error');
    expect(detail).toContain('maxBackpressure');
  }
  expect((peak - before) / MiB).toBeLessThan(100);
}, 60_000);

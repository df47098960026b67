import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from './support/chat.js';
import { Peer } from './support/peers.js';

/** The program as `npm start` runs it, and what it says. */
class Program {
  readonly #child: ChildProcess;
  output = '';

  constructor(file: string, env: Record<string, string>) {
    const { PATH } = process.env;
    this.#child = spawn(process.execPath, [file], { env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** The address that it says it listens on. */
  async url(): Promise<string> {
    for (;;) {
      const [, url] = /open:\s+(http:\S+)/.exec(this.output) ?? [];
      if (url) return url;
      await once(this.#child.stdout!, 'data');
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async code(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }
}

describe('the program', () => {
  let build: Awaited<ReturnType<typeof buildProgram>>;
  let running: Program[] = [];

  beforeAll(async () => {
    build = await buildProgram();
  });

  afterEach(() => {
    for (const program of running) program.signal('SIGKILL');
    running = [];
  });

  afterAll(() => build.remove());

  const start = (env: Record<string, string>) => {
    const program = new Program(build.program, { HOST: '127.0.0.1', PORT: '0', ...env });
    running.push(program);
    return program;
  };

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says where it is, and leaves cleanly at %s with people in it',
    async (signal) => {
      const program = start({});
      const url = await program.url();
      expect((await fetch(url)).status).toBe(200);
      const [polling, websocket] = [
        new Peer(url, { nickname: 'Ann', key: 'a'.repeat(16) }, ['polling']),
        await Peer.join(url, 'Bo'),
      ];
      await polling.connect();
      const left = Promise.all([polling.disconnected(), websocket.disconnected()]);
      program.signal(signal);
      expect(await program.code()).toBe(0);
      expect(program.output).toContain('Goodbye!');
      await left;
    },
  );

  it('says it when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const program = start({ PORT: String(port) });
    expect(await program.code()).toBe(1);
    expect(program.output).toContain(`Port ${port} is taken by another program.`);
    expect(program.output).not.toContain('    at ');
    other.close();
  });

  it.each([
    [{ PORT: 'eighty' }, "PORT is 'eighty', which is no port"],
    [{ PORT: '70000' }, "PORT is '70000', which is no port"],
    [{ REDIS_URL: 'redis://' }, 'REDIS_URL is set, but adapter-redis is not installed'],
    [{ AMQP_URL: 'amqp://' }, 'AMQP_URL is set, but adapter-amqp is not installed'],
    [{ KAFKA_URL: 'kafka://' }, 'KAFKA_URL is set, but adapter-kafka is not installed'],
    [{ REDIS_URL: 'redis://', KAFKA_URL: 'kafka://' }, 'REDIS_URL and KAFKA_URL are both set'],
  ])('says what is wrong with %j', async (env, message) => {
    const program = start(env);
    expect(await program.code()).toBe(1);
    expect(program.output).toContain(message);
  });
});

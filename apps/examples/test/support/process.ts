import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An example, run as its reader would run it. */
export class Example {
  readonly child: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(file: string, env: Record<string, string>, ...args: string[]) {
    const path = fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
    this.child = spawn(process.execPath, [path, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#ended = once(this.child, 'exit').then(([code]) => code as number | null);
  }

  /** The port that it says it listens on. */
  async port(): Promise<number> {
    const lines = createInterface({ input: this.child.stdout! });
    for await (const line of lines) {
      const port = /^listening on (\d+)$/.exec(line)?.[1];
      if (port !== undefined) return Number(port);
    }
    throw new Error('it ended before it listened');
  }

  /** Its exit code, once it has ended by itself. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.#ended;
  }
}

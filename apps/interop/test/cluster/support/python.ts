import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The Python of `pnpm services up python`. */
export const PYTHON = fileURLToPath(new URL('../../../../../.cache/python/venv/bin/python', import.meta.url));

/** Whether there is a Python with python-socketio, and other modules; a line says so when there is not. */
export function hasPython(skipped: string, modules = 'aiohttp, redis, aio_pika'): boolean {
  const check = ['-c', `import socketio, ${modules}`];
  if (existsSync(PYTHON) && spawnSync(PYTHON, check, { stdio: 'ignore' }).status === 0) return true;
  const message = `Python: no python-socketio: skipped ${skipped} (pnpm services up python)`;
  if (process.env['CI'] === 'true') throw new Error(message);
  const list = process.env['MISSING_PEERS_FILE'];
  if (list) appendFileSync(list, `${message}\n`);
  return false;
}

/** Runs a Python program to its end. */
export async function runPython(code: string, ...args: string[]): Promise<void> {
  const child = spawn(PYTHON, ['-c', code, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`Python ended with ${status}`);
}

/** A python-socketio server in another process. */
export class PythonServer {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: string) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  static start(broker: string, url: string, channel: string): Promise<PythonServer> {
    return PythonServer.run('python_server.py', broker, url, channel);
  }

  /** @param script one that prints its port when it serves. */
  static async run(script: string, ...args: string[]): Promise<PythonServer> {
    const file = fileURLToPath(new URL(`./${script}`, import.meta.url));
    const child = spawn(PYTHON, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const [port] = (await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => {
        throw new Error('the Python server ended by itself');
      }),
    ])) as [string];
    return new PythonServer(child, port);
  }

  /** Calls one of the script's actions. */
  async do(action: string, args: object = {}): Promise<unknown> {
    const response = await fetch(`${this.url}/do`, { method: 'POST', body: JSON.stringify({ do: action, ...args }) });
    if (!response.ok) throw new Error(`${action} failed in Python: ${await response.text()}`);
    return ((await response.json()) as { result: unknown }).result;
  }

  async stop(): Promise<void> {
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
  }
}

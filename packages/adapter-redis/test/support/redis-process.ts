import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Whether there is a redis-server to start; a line says so when there is none. */
export function hasRedisServer(): boolean {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0) return true;
  const message = 'Redis: no redis-server, so its topologies were skipped (pnpm services up redis)';
  if (process.env['CI'] === 'true') throw new Error(message);
  const list = process.env['MISSING_PEERS_FILE'];
  if (list) appendFileSync(list, `${message}\n`);
  return false;
}

/** A Redis, or a Sentinel, of a test's own. */
export class RedisProcess {
  readonly folder: string;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.folder = folder;
    this.port = port;
  }

  /** @param settings lines of its configuration; `{folder}` and `{port}` are filled in. */
  static async start(settings: readonly string[], ...args: string[]): Promise<RedisProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const port = await freePort();
    const file = join(folder, 'redis.conf');
    const lines = ['bind 127.0.0.1', 'port {port}', 'dir {folder}', 'save ""', ...settings].join('\n');
    writeFileSync(file, lines.replaceAll('{folder}', folder).replaceAll('{port}', String(port)));
    const child = spawn('redis-server', [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      if (/Ready to accept connections|Sentinel ID is/.test(line)) break;
    }
    if (child.exitCode !== null) throw new Error(`redis-server ended:\n${said.join('\n')}`);
    child.stdout.resume();
    return new RedisProcess(child, folder, port);
  }

  /** Holds still with all its connections open, as a machine that lost its network seems to. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    this.#child.kill('SIGTERM');
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  // A cluster's nodes take another one, 10,000 above.
  return port < 50_000 ? port : port - 20_000;
}

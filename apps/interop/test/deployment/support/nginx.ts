import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { adapt } from './page.js';
import { missing } from './peers.js';
import { file, Program } from './program.js';

const NGINX = ['nginx', '/usr/sbin/nginx'].find((path) => spawnSync(path, ['-v'], { stdio: 'ignore' }).status === 0);

export function hasNginx(skipped: string): boolean {
  return NGINX !== undefined || missing(`nginx: not installed, so ${skipped} were skipped (pnpm services up nginx)`);
}

/** nginx with a configuration of a page, in a folder and on a port of its own. */
export class Nginx {
  readonly port: number;
  readonly #program: Program;

  private constructor(program: Program, port: number) {
    this.#program = program;
    this.port = port;
  }

  /** @param changes What of the configuration has to be another here; the port it listens on is changed in any case. */
  static async start(config: string, folder: string, changes: Readonly<Record<string, string>>): Promise<Nginx> {
    const port = await freePort();
    const [listen] = /listen \d+/.exec(config) ?? ['listen 80'];
    const adapted = adapt(config, {
      [listen]: `listen 127.0.0.1:${port}`,
      '/run/nginx.pid': join(folder, 'nginx.pid'),
      // Not everybody may raise limits.
      'worker_rlimit_nofile 65536;\n': '',
      ...changes,
    });
    // Its workers are another user's.
    chmodSync(folder, 0o755);
    const path = file(folder, 'nginx.conf', adapted);
    // In the foreground, and without files of its own outside of the folder.
    const globals = 'daemon off; error_log stderr crit;';
    const program = new Program([NGINX!, '-p', folder, '-c', path, '-e', 'stderr', '-g', globals]);
    await Promise.race([untilAccepting(port), program.line(/never/)]);
    return new Nginx(program, port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    await this.#program.stop('SIGTERM');
  }
}

/** A port that nobody listens on: what is configured by a file cannot ask for any free one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Tries until somebody listens. */
export async function untilAccepting(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port });
    const isAccepted = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isAccepted) return;
    await delay(20);
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Broker } from './brokers.js';

const SERVICES = fileURLToPath(new URL('../../../../../scripts/services.mjs', import.meta.url));

/** A broker that a test may stop, on a port of its own; nobody else uses it. */
export class OwnBroker {
  readonly url: string;
  readonly #broker: Broker;

  private constructor(broker: Broker, url: string) {
    this.#broker = broker;
    this.url = url;
  }

  static async start(broker: Broker): Promise<OwnBroker> {
    const scheme = new URL(broker.url).protocol;
    const own = new OwnBroker(broker, `${scheme}//127.0.0.1:${await freePort()}`);
    await own.up();
    return own;
  }

  up(): Promise<void> {
    return this.#services('up');
  }

  down(): Promise<void> {
    return this.#services('down');
  }

  async #services(command: 'up' | 'down'): Promise<void> {
    const env = { ...process.env, [this.#broker.variable]: this.url };
    const child = spawn(process.execPath, [SERVICES, command, this.#broker.key], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const [status] = await once(child, 'close');
    if (status !== 0) throw new Error(`pnpm services ${command} ${this.#broker.key} failed:\n${output}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  // Brokers take others beside it, 10,000 and 20,000 away.
  return port > 40_000 || port < 30_000 ? port : port - 12_000;
}

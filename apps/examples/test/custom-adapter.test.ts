import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CuttableProxy, describeAdapterContract } from '@x/adapter-contract';
import { connect, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe } from 'vitest';
import { NatsManager } from '../src/custom-adapter/nats-manager.js';

/** Whether there is a nats-server; a line says so when there is none. */
function hasNats(): boolean {
  if (spawnSync('nats-server', ['--version'], { stdio: 'ignore' }).status === 0) return true;
  const message = 'NATS: no nats-server, so the custom adapter was skipped (pnpm services up nats)';
  if (process.env['CI'] === 'true') throw new Error(message);
  const list = process.env['MISSING_PEERS_FILE'];
  if (list) appendFileSync(list, `${message}\n`);
  return false;
}

describe.runIf(hasNats())('the custom adapter of the examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nats-'));
  let server: ChildProcess;
  let stranger: NatsConnection;
  let url: string;
  let proxy: CuttableProxy;

  beforeAll(async () => {
    // It chooses a free port, and writes it to a file.
    server = spawn('nats-server', ['-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', folder], { stdio: 'ignore' });
    url = await portsFile(folder);
    stranger = await connect({ servers: url });
    proxy = await CuttableProxy.to(url);
  });

  afterAll(async () => {
    await stranger?.close();
    await proxy?.close();
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  describeAdapterContract({
    name: 'NatsManager',
    open: (options) => new NatsManager(proxy.url, options),
    async publishRaw(channel, message) {
      stranger.publish(channel, message);
      await stranger.flush();
    },
    interrupt: () => Promise.resolve(proxy.cut()),
  });
});

async function portsFile(folder: string): Promise<string> {
  for (;;) {
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.ports'));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
    if (text !== '') return (JSON.parse(text) as { nats: [string] }).nats[0];
    await delay(20);
  }
}

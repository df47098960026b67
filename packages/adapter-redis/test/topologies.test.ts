import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manager } from '@x/socketio-adapter';
import { Cluster, Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { RedisManager } from '../src/index.js';
import { hasRedisServer, RedisProcess } from './support/redis-process.js';

describe.runIf(hasRedisServer())('a message goes out and comes in', () => {
  const processes: RedisProcess[] = [];
  afterEach(async () => {
    for (const process of processes.splice(0).reverse()) await process.stop();
  });

  async function start(settings: string[], ...args: string[]): Promise<RedisProcess> {
    const process = await RedisProcess.start(settings, ...args);
    processes.push(process);
    return process;
  }

  /** Emits with one manager, and waits until another has received it. */
  async function roundTrip(make: (writeOnly: boolean) => RedisManager): Promise<void> {
    const [listens, writes] = [make(false), make(true)];
    const heard = new Promise<void>((resolve) => {
      listens.setHost({
        encode: () => undefined,
        disconnect: () => Promise.resolve(),
        describe: () => {
          throw new Error('nobody is here');
        },
        serverEvent: () => resolve(),
      });
    });
    listens.initialize();
    await listens.ready();
    await writes.serverSideEmit('hello', []);
    await heard;
    await Promise.all([listens.close(), writes.close()]);
    expect(writes.stats).toMatchObject({ published: 1, outages: 0 });
    expect(listens).toBeInstanceOf(Manager);
  }

  it('through a Unix socket, with a password', async () => {
    const { folder } = await start(['unixsocket {folder}/redis.sock', 'requirepass secret']);
    await roundTrip((writeOnly) => new RedisManager(`unix://:secret@${folder}/redis.sock`, { writeOnly }));
  });

  it('over TLS', async () => {
    const { folder: certificates } = await start([]);
    const [key, cert] = [join(certificates, 'key.pem'), join(certificates, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1', '-nodes'];
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ]);
    expect(made.status).toBe(0);
    const { port } = await start([
      'port 0',
      'tls-port {port}',
      `tls-cert-file ${cert}`,
      `tls-key-file ${key}`,
      'tls-auth-clients no',
    ]);
    const redisOptions = { tls: { ca: readFileSync(cert) } };
    await roundTrip((writeOnly) => new RedisManager(`rediss://127.0.0.1:${port}`, { writeOnly, redisOptions }));
    const distrustful = new RedisManager(`rediss://127.0.0.1:${port}`, { writeOnly: true, logger: false });
    await expect(distrustful.ready()).rejects.toThrow('self-signed certificate');
    await distrustful.close();
  });

  it('through Sentinel', async () => {
    const { port } = await start([]);
    const sentinel = await start([`sentinel monitor chat 127.0.0.1 ${port} 1`], '--sentinel');
    const url = `redis+sentinel://127.0.0.1:${sentinel.port}/0/chat`;
    await roundTrip((writeOnly) => new RedisManager(url, { writeOnly }));
  });

  it('through a Redis Cluster, by its URLs and by a ready-made client', async () => {
    const { port } = await start(['cluster-enabled yes', 'cluster-announce-ip 127.0.0.1']);
    const node = new Redis(port, '127.0.0.1');
    await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await expect.poll(() => node.call('CLUSTER', 'INFO'), { timeout: 20_000 }).toContain('cluster_state:ok');
    node.disconnect();
    const url = `redis://127.0.0.1:${port}`;
    await roundTrip((writeOnly) => new RedisManager([url, url], { writeOnly }));
    const redis = new Cluster([{ host: '127.0.0.1', port }]);
    await roundTrip((writeOnly) => new RedisManager(undefined, { writeOnly, redis }));
    redis.disconnect();
  });
});

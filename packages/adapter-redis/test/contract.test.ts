import { CuttableProxy, describeAdapterContract, reachable } from '@x/adapter-contract';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe } from 'vitest';
import { RedisManager } from '../src/index.js';

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const there = await reachable({ name: 'Redis', url, skipped: 'adapter-redis on a real broker' });

describe.runIf(there)('on Redis', () => {
  const stranger = new Redis(url, { lazyConnect: true });
  let proxy: CuttableProxy;
  beforeAll(async () => {
    proxy = await CuttableProxy.to(url);
  });
  afterAll(async () => {
    stranger.disconnect();
    await proxy.close();
  });

  describeAdapterContract({
    name: 'RedisManager',
    open: (options) => new RedisManager(proxy.url, options),
    publishRaw: async (channel, message) => {
      await stranger.publish(channel, typeof message === 'string' ? message : Buffer.from(message));
    },
    interrupt: () => Promise.resolve(proxy.cut()),
  });
});

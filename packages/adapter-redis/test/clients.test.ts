import { reachable } from '@x/adapter-contract';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { RedisManager } from '../src/index.js';

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const there = await reachable({ name: 'Redis', url, skipped: 'adapter-redis on a real broker' });

describe.runIf(there)('a ready-made client', () => {
  it('is published with, and stays open', async () => {
    const redis = new Redis(url);
    const out = new RedisManager(undefined, { redis, writeOnly: true, channel: 'ready-made' });
    // At once, while it is still connecting.
    await out.emit('ev', 1, { confirm: true });
    expect(out.stats).toMatchObject({ published: 1, outages: 0 });
    await out.close();
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  });

  it('that connects when it is first needed does so', async () => {
    const redis = new Redis(url, { lazyConnect: true });
    const out = new RedisManager(undefined, { redis, writeOnly: true });
    await out.ready();
    expect(redis.status).toBe('ready');
    await out.close();
    redis.disconnect();
  });

  it('that has just lost its connection sends nothing, which is said in plain words, and the message late', async () => {
    const lines: string[] = [];
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: (line: string) => lines.push(line) };
    const redis = new Redis(url, { enableOfflineQueue: false });
    const out = new RedisManager(undefined, { redis, writeOnly: true, logger });
    await out.ready();
    redis.stream.end();
    await out.emit('ev', 1, { confirm: true });
    expect(out.stats).toMatchObject({ published: 1, late: 1, lost: 0, outages: 1 });
    expect(lines).toEqual([expect.stringContaining('no connection (Redis: not connected). What is emitted is kept')]);
    await out.close();
    redis.disconnect();
  });
});

describe('a Redis that is not there', () => {
  it('is an error of ready, with the reason, and of nothing else', async () => {
    const lines: string[] = [];
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: (line: string) => lines.push(line) };
    const out = new RedisManager('redis://127.0.0.1:1', { writeOnly: true, logger });
    await expect(out.ready()).rejects.toThrow('ECONNREFUSED');
    await out.emit('ev', 1);
    await out.emit('ev', 2);
    await out.close();
    expect(lines).toEqual([
      expect.stringContaining('no connection (Redis: connect ECONNREFUSED 127.0.0.1:1)'),
      expect.stringContaining('closed before 2 messages could be published'),
    ]);
    expect(out.stats).toMatchObject({ lost: 2, published: 0 });
  });
});

import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { reachable } from '@x/adapter-contract';

/** Says that a peer is not there, and that tests were skipped; fails where all of them have to be. Always false. */
export function missing(message: string): false {
  if (process.env['CI'] === 'true') throw new Error(message);
  const list = process.env['MISSING_PEERS_FILE'];
  if (list) appendFileSync(list, `${message}\n`);
  return false;
}

const REDIS_URL = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export function hasRedis(skipped: string): Promise<boolean> {
  return reachable({ name: 'Redis', url: REDIS_URL, skipped });
}

/** The environment of one cluster on the Redis that all tests share. */
export function clusterEnv(): Record<string, string> {
  return { REDIS_URL, CHANNEL: `deployment-${randomUUID()}`, PORT: '0' };
}

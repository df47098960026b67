import { randomFillSync } from 'node:crypto';

const RANDOM_BYTES = 15;
const POOLED = 128;
const pool = Buffer.allocUnsafeSlow(RANDOM_BYTES * POOLED);
let next = pool.length;

/** A session id: 120 random bits as 20 characters that need no escaping in a URL. */
export function randomId(): string {
  // One draw for many ids: a call for each costs a tenth of a whole handshake.
  if (next === pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const id = pool.toString('base64url', next, next + RANDOM_BYTES);
  next += RANDOM_BYTES;
  return id;
}

import { randomFillSync } from 'node:crypto';

const BYTES = 15;
const pool = Buffer.allocUnsafeSlow(BYTES * 128);
let used = pool.length;

/** A fresh session id: 120 random bits in 20 URL-safe characters, out of a pool because single draws are dear. */
export function generateSid(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const sid = pool.toString('base64url', used, used + BYTES);
  // Ids are secrets of sorts: what is used is not left lying about.
  pool.fill(0, used, used + BYTES);
  used += BYTES;
  return sid;
}

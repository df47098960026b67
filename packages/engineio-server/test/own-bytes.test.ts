import { expect, it } from 'vitest';
import { ownBytes } from '../src/transports/own-bytes.js';

const chunk = Buffer.from(Array.from({ length: 65_536 }, (_, i) => i % 251));

it.each([0, 1, 7, 8, 100, 1024, 4096, 4097, 16_383])('%i bytes of a chunk are copied, and keep little else', (size) => {
  const copy = ownBytes(chunk.subarray(3, 3 + size));
  expect(copy.equals(chunk.subarray(3, 3 + size))).toBe(true);
  expect(copy.buffer.byteLength).toBeLessThanOrEqual(Math.max(8192, size));
  expect(copy.byteOffset % 8).toBe(0);
});

it('a message that is most of its chunk stays where it is', () => {
  const message = chunk.subarray(0, 16_384);
  expect(ownBytes(message)).toBe(message);
});

it('copies do not lie over one another', () => {
  const copies = Array.from({ length: 500 }, (_, i) => [i, ownBytes(chunk.subarray(i, i + (i % 67)))] as const);
  for (const [i, copy] of copies) expect(copy.equals(chunk.subarray(i, i + (i % 67)))).toBe(true);
});

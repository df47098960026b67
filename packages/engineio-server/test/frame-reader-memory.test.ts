import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { FrameReader } from '../src/websocket/frame-reader.js';
import { BINARY, BINARY_FRAGMENT, frame, MIDDLE, PING, TEXT } from './support/client-frames.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const READERS = 200;
const CHUNK = 64 * 1024;
const nothing = (): void => {};
const sink = { text: nothing, binary: nothing, ping: nothing, closing: nothing, violation: nothing };

/** What a reader keeps outside of the heap once it has read these chunks, in bytes, as soon as the garbage is gone. */
function keptAfter(chunks: readonly Buffer[]): () => number {
  const readers = Array.from({ length: READERS }, () => new FrameReader(sink, 1_000_000));
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  for (const reader of readers) {
    // Memory of their own, as what comes from a socket has.
    for (const chunk of chunks) reader.read(Buffer.from(new Uint8Array(chunk).buffer));
    // Others use the pool of small Buffers too: whoever keeps one of them keeps all that it was cut from.
    for (let used = 0; used < Buffer.poolSize; used += 1024) Buffer.allocUnsafe(1024);
  }
  return () => {
    collectGarbage();
    return (process.memoryUsage().arrayBuffers - before) / readers.length;
  };
}

it.each([
  ['nothing', [frame(TEXT, 'x'.repeat(CHUNK))]],
  ['the beginning of a header', [frame(TEXT, 'x'.repeat(CHUNK)), frame(TEXT).subarray(0, 1)]],
  ['the beginning of a ping', [frame(TEXT, 'x'.repeat(CHUNK)), frame(PING, 'ping').subarray(0, 8)]],
  ['a message that has only been announced', [frame(BINARY, '', { announced: 1_000_000 })]],
  ['a first byte of one', [frame(TEXT, 'x'.repeat(CHUNK)), frame(BINARY, 'x', { announced: 1_000_000 })]],
  ['a first fragment', [frame(TEXT, 'x'.repeat(CHUNK)), frame(BINARY_FRAGMENT, 'x')]],
])('%s keeps little of a large chunk', async (_name, frames) => {
  await expect.poll(keptAfter([Buffer.concat(frames)])).toBeLessThan(2048);
});

it('fragments of a byte, and of none, keep no more than twice their content', async () => {
  const content = Array.from({ length: 2000 }, (_, i) => frame(MIDDLE, i % 2 === 0 ? 'x' : ''));
  const chunks = [frame(BINARY_FRAGMENT), Buffer.concat(content), Buffer.concat(content), Buffer.concat(content)];
  await expect.poll(keptAfter(chunks)).toBeLessThan(2 * 3000 + 1024);
});

it('a part of a long frame keeps no more than twice of what has come', async () => {
  const part = frame(BINARY, Buffer.alloc(300_000), { announced: 1_000_000 });
  const chunks = Array.from({ length: Math.ceil(part.length / CHUNK) }, (_, i) =>
    part.subarray(i * CHUNK, (i + 1) * CHUNK),
  );
  await expect.poll(keptAfter(chunks)).toBeLessThan(600_000);
});

/** Small copies share blocks of so many bytes; Node's own pool has eight times as much from version 24 on. */
const BLOCK = 8192;
const ALIGNMENT = 8;

let block = Buffer.allocUnsafeSlow(BLOCK);
let used = 0;

/**
 * A message that an application may keep. One that is a small part of a large chunk of input would keep all of it in
 * memory: it gets bytes of its own.
 */
export function ownBytes(data: Buffer): Buffer {
  if (data.length * 4 >= data.buffer.byteLength) return data;
  const bytes = data.length * 2 > BLOCK ? Buffer.allocUnsafeSlow(data.length) : reserve(data.length);
  bytes.set(data);
  return bytes;
}

function reserve(size: number): Buffer {
  if (used + size > BLOCK) {
    block = Buffer.allocUnsafeSlow(BLOCK);
    used = 0;
  }
  const bytes = block.subarray(used, used + size);
  used = (used + size + ALIGNMENT - 1) & -ALIGNMENT;
  return bytes;
}

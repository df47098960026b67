/** From this size on it pays to have a view of the bytes as words made. */
const BY_WORDS = 512;

/** The mask of a frame as it goes on after so many bytes. */
export function rotated(mask: number, bytes: number): number {
  const bits = (bytes & 3) * 8;
  return bits === 0 ? mask : (mask << bits) | (mask >>> (32 - bits));
}

/**
 * Takes the mask (RFC 6455, section 5.3) off the bytes from `start` to `end`, in place.
 *
 * @param mask its four bytes, the first one highest.
 */
export function unmask(bytes: Buffer, start: number, end: number, mask: number): void {
  if (mask === 0) return;
  if (end - start >= BY_WORDS) unmaskWords(bytes, start, end, mask);
  else unmaskBytes(bytes, start, end, mask);
}

function unmaskBytes(bytes: Buffer, start: number, end: number, mask: number): void {
  const first = mask >>> 24;
  const second = (mask >>> 16) & 255;
  const third = (mask >>> 8) & 255;
  const fourth = mask & 255;
  let i = start;
  for (; i + 3 < end; i += 4) {
    bytes[i]! ^= first;
    bytes[i + 1]! ^= second;
    bytes[i + 2]! ^= third;
    bytes[i + 3]! ^= fourth;
  }
  if (i < end) bytes[i++]! ^= first;
  if (i < end) bytes[i++]! ^= second;
  if (i < end) bytes[i]! ^= third;
}

function unmaskWords(bytes: Buffer, start: number, end: number, mask: number): void {
  const odd = (4 - ((bytes.byteOffset + start) & 3)) & 3;
  const aligned = start + odd;
  const count = (end - aligned) >>> 2;
  unmaskBytes(bytes, start, aligned, mask);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, count);
  const word = inMemoryOrder(rotated(mask, odd));
  for (let i = 0; i < count; i++) words[i]! ^= word;
  const rest = aligned + count * 4;
  unmaskBytes(bytes, rest, end, rotated(mask, odd));
}

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function inMemoryOrder(mask: number): number {
  if (!IS_LITTLE_ENDIAN) return mask;
  return (mask >>> 24) | ((mask >>> 8) & 0xff00) | ((mask << 8) & 0xff0000) | (mask << 24);
}

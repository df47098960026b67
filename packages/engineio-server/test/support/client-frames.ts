/** What is unusual about a frame. */
export interface FrameOptions {
  /** The four bytes of the mask, the first one highest; `undefined` leaves it out. */
  readonly mask?: number | undefined;
  /** How many bytes say the length beside the seven bits: as few as can, unless it is said. */
  readonly lengthBytes?: 0 | 2 | 8 | undefined;
  /** The length that is announced, when it is not that of the content. */
  readonly announced?: number | bigint | undefined;
}

/** The first byte of a frame. */
export const TEXT = 0x81;
export const BINARY = 0x82;
export const CLOSE = 0x88;
export const PING = 0x89;
export const PONG = 0x8a;
/** Of a first fragment, of those between, and of the last one. */
export const TEXT_FRAGMENT = 0x01;
export const BINARY_FRAGMENT = 0x02;
export const MIDDLE = 0x00;
export const LAST = 0x80;

const MASK = 0x9f3c_05e1;

/** A frame as a client writes it, masked unless it is told otherwise. */
export function frame(first: number, content: string | Uint8Array = '', options: FrameOptions = {}): Buffer {
  const bytes = Buffer.from(content);
  const mask = 'mask' in options ? options.mask : MASK;
  const header = lengthOf(options.announced ?? bytes.length, options.lengthBytes);
  header[0]! |= mask === undefined ? 0 : 0x80;
  if (mask === undefined) return Buffer.concat([Buffer.from([first]), header, bytes]);
  const key = Buffer.alloc(4);
  key.writeUInt32BE(mask >>> 0);
  for (let i = 0; i < bytes.length; i++) bytes[i]! ^= key[i % 4]!;
  return Buffer.concat([Buffer.from([first]), header, key, bytes]);
}

function lengthOf(length: number | bigint, lengthBytes: 0 | 2 | 8 | undefined): Buffer {
  const least = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const size = lengthBytes ?? least;
  if (size === 0) return Buffer.from([Number(length)]);
  const header = Buffer.alloc(1 + size, size === 2 ? 126 : 127);
  if (size === 2) header.writeUInt16BE(Number(length), 1);
  else header.writeBigUInt64BE(BigInt(length), 1);
  return header;
}

/** A close frame with code and reason. */
export function closeFrame(code: number, reason: string | Uint8Array = '', options: FrameOptions = {}): Buffer {
  return frame(CLOSE, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]), options);
}

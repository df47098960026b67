import type { Duplex } from 'node:stream';
import { onFlushed } from '../flush.js';

/**
 * WebSocket frames (RFC 6455, section 5.2) as a server writes them: whole, unmasked, without extensions.
 *
 * A queue holds two kinds of parts: strings, which are text messages that still lack their frame and packet type, and
 * bytes, which go out as they are. The length of a string's frame content is kept beside it, so that it is measured once.
 */
export type Part = string | Uint8Array;

const TEXT = 0x81;
const BINARY = 0x82;
const MESSAGE_DIGIT = 0x34;
/** From this size on a part is written by itself rather than copied into the batch. */
const SPILL = 8192;

/** Bytes of the header of a frame with so much content. */
export function headerLength(content: number): number {
  return content < 126 ? 2 : content < 65_536 ? 4 : 10;
}

function writeHeader(target: Uint8Array, start: number, first: number, content: number): number {
  target[start] = first;
  if (content < 126) {
    target[start + 1] = content;
    return start + 2;
  }
  if (content < 65_536) {
    target[start + 1] = 126;
    target[start + 2] = content >>> 8;
    target[start + 3] = content & 255;
    return start + 4;
  }
  const view = new DataView(target.buffer, target.byteOffset + start);
  target[start + 1] = 127;
  view.setUint32(2, Math.floor(content / 0x1_0000_0000));
  view.setUint32(6, content >>> 0);
  return start + 10;
}

/** A complete frame around a whole text packet, such as `2` or `3probe`. */
export function textFrame(packet: string): Buffer {
  const content = Buffer.byteLength(packet);
  const frame = Buffer.allocUnsafe(headerLength(content) + content);
  frame.write(packet, writeHeader(frame, 0, TEXT, content));
  return frame;
}

/** The headers of text frames with less than 126 bytes, by these, as latin1. */
const asciiHeaders = Array.from({ length: 126 }, (_, content) => String.fromCharCode(TEXT, content));

/** Whether {@link asciiFrame} can frame a packet. */
export function isShortAscii(packet: string): boolean {
  return packet.length < 65_536 && Buffer.byteLength(packet) === packet.length;
}

/**
 * A frame around a text packet of ASCII, with less than 64 KiB, as latin1: Node hands a short string to the system without
 * a buffer in between, which is cheaper than bytes where there is nothing to join.
 */
export function asciiFrame(packet: string): string {
  const { length } = packet;
  return (asciiHeaders[length] ?? String.fromCharCode(TEXT, 126, length >>> 8, length & 255)) + packet;
}

const shortHeaders: Buffer[] = [];

/** The header of a binary frame; the bytes of the message follow it as a part of their own. */
export function binaryHeader(content: number): Buffer {
  let header = shortHeaders[content];
  if (header === undefined) {
    header = Buffer.allocUnsafeSlow(headerLength(content));
    writeHeader(header, 0, BINARY, content);
    if (content < 126) shortHeaders[content] = header;
  }
  return header;
}

const FIRST_BYTE = 0x80;

/** A control frame, `content` being 125 bytes at most. */
export function controlFrame(opcode: number, content: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(2 + content.length);
  frame[0] = FIRST_BYTE | opcode;
  frame[1] = content.length;
  frame.set(content, 2);
  return frame;
}

/** A Buffer's own quick ways from a string, which `write` looks up by the name of the encoding. */
type Writable = Buffer & {
  latin1Write(text: string, start: number, length: number): number;
  utf8Write(text: string, start: number, length: number): number;
};

function writeMessage(target: Buffer, start: number, text: string, content: number): number {
  const body = writeHeader(target, start, TEXT, content);
  target[body] = MESSAGE_DIGIT;
  // Equal lengths mean ASCII, which is copied rather than encoded.
  if (content === text.length + 1) (target as Writable).latin1Write(text, body + 1, text.length);
  else (target as Writable).utf8Write(text, body + 1, content - 1);
  return body + content;
}

/** Everything in one exact buffer. */
function join(parts: readonly Part[], lengths: readonly number[], from: number, to: number, size: number): Buffer {
  const batch = Buffer.allocUnsafe(size);
  let offset = 0;
  for (let i = from; i < to; i++) {
    const part = parts[i]!;
    if (typeof part === 'string') {
      offset = writeMessage(batch, offset, part, lengths[i]!);
    } else {
      batch.set(part, offset);
      offset += part.length;
    }
  }
  return batch;
}

// In a burst of broadcasts session after session has the very same frames to write: joined once, written to all.
let lastParts: readonly Part[] = [];
let lastBatch: Buffer | undefined;
onFlushed(() => {
  lastParts = [];
  lastBatch = undefined;
});

function sameAsLast(parts: readonly Part[]): boolean {
  if (lastBatch === undefined || lastParts.length !== parts.length) return false;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part !== lastParts[i] || typeof part === 'string') return false;
  }
  return true;
}

/** Writes all parts, `size` bytes in all, to the socket; `hasLarge` says whether one of them is large enough to spill. */
export function writeParts(
  socket: Duplex,
  parts: readonly Part[],
  lengths: readonly number[],
  size: number,
  hasLarge: boolean,
): void {
  const first = parts[0]!;
  if (parts.length === 1 && typeof first !== 'string') {
    socket.write(first);
  } else if (parts.length === 1 && !hasLarge && lengths[0] === (first as string).length + 1) {
    // Equal lengths mean ASCII.
    socket.write(asciiFrame(`4${first as string}`), 'latin1');
  } else if (hasLarge) {
    writeSpilled(socket, parts, lengths);
  } else if (typeof first === 'string') {
    socket.write(join(parts, lengths, 0, parts.length, size));
  } else {
    if (!sameAsLast(parts)) {
      lastBatch = join(parts, lengths, 0, parts.length, size);
      lastParts = parts;
    }
    socket.write(lastBatch!);
  }
}

export function isLarge(content: number): boolean {
  return content >= SPILL;
}

function sizeOf(part: Part, length: number): number {
  return typeof part === 'string' ? headerLength(length) + length : part.length;
}

function writeSpilled(socket: Duplex, parts: readonly Part[], lengths: readonly number[]): void {
  socket.cork();
  try {
    let from = 0;
    let pending = 0;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      const size = sizeOf(part, lengths[i]!);
      if (size < SPILL) {
        pending += size;
        continue;
      }
      if (pending > 0) socket.write(join(parts, lengths, from, i, pending));
      socket.write(typeof part === 'string' ? join(parts, lengths, i, i + 1, size) : part);
      from = i + 1;
      pending = 0;
    }
    if (pending > 0) socket.write(join(parts, lengths, from, parts.length, pending));
  } finally {
    // A socket that stays corked is silent for good.
    socket.uncork();
  }
}

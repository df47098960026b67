import { Buffer } from 'node:buffer';
import type { WireMessage } from '../messages.js';

/** Any key but zero, which `ws` does not spend the unmasking on. */
const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

const TEXT = 0x81;
const BINARY = 0x82;

function header(opcode: number, length: number, masked: boolean): Buffer {
  const flag = masked ? 0x80 : 0;
  if (length < 126) return Buffer.from([opcode, flag | length]);
  if (length < 65_536) {
    const head = Buffer.from([opcode, flag | 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head[0] = opcode;
  head[1] = flag | 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** The bytes that `{ bytes: length }` stands for: the same at both ends. */
export function patternBytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff));
}

function payloadOf(message: WireMessage): { opcode: number; payload: Buffer } {
  if ('text' in message) return { opcode: TEXT, payload: Buffer.from(message.text) };
  return { opcode: BINARY, payload: patternBytes(message.bytes) };
}

/** What a client puts on the wire for these messages: one masked frame each. */
export function clientFrames(messages: readonly WireMessage[]): Buffer {
  const parts = messages.map((message) => {
    const { opcode, payload } = payloadOf(message);
    const masked = Buffer.from(payload.map((byte, index) => byte ^ MASK[index & 3]!));
    return Buffer.concat([header(opcode, payload.length, true), MASK, masked]);
  });
  return Buffer.concat(parts);
}

/** What a server is expected to answer: one frame each, not masked. */
export function serverFrames(messages: readonly WireMessage[]): Buffer {
  const parts = messages.map((message) => {
    const { opcode, payload } = payloadOf(message);
    return Buffer.concat([header(opcode, payload.length, false), payload]);
  });
  return Buffer.concat(parts);
}

export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** Index of the first byte behind the frame. */
  readonly end: number;
}

/** Reads one unmasked frame at the start of `bytes`, or nothing when it is not complete. For handshakes only. */
export function readServerFrame(bytes: Buffer): ServerFrame | undefined {
  if (bytes.length < 2) return undefined;
  let length = bytes[1]! & 0x7f;
  let start = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    start = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    start = 10;
  }
  const end = start + length;
  if (bytes.length < end) return undefined;
  return { opcode: bytes[0]! & 0x0f, payload: bytes.subarray(start, end), end };
}

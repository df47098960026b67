/**
 * Protocol 3, payloads as bytes: `marker length 0xff packet`, repeated.
 *
 * The marker is 0 for text and 1 for binary; the length counts bytes, one byte of value 0 to 9 per decimal digit. Text
 * packets are UTF-8, binary packets begin with their type as a byte.
 */
import { decodeUtf8, encodeUtf8 } from '#bytes';
import { DEFAULT_MAX_PACKETS, type DecodePayloadOptions } from '../codec.js';
import { PacketError } from '../errors.js';
import type { Packet } from '../packet.js';
import { decodeBinaryFrame, decodePacket, encodeBinaryFrame, encodePacket } from './packet-codec.js';

const TEXT = 0;
const BINARY = 1;
const END_OF_LENGTH = 0xff;
/** Digits of a length; no body has room for more. */
const MAX_DIGITS = 15;

/** The body of a poll or POST as bytes, for peers that take binary over HTTP. */
export function encodeBinaryPayload(packets: readonly Packet[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const packet of packets) {
    const binary = typeof packet.data !== 'string';
    const body = binary ? encodeBinaryFrame(packet.data) : encodeUtf8(encodePacket(packet));
    pieces.push(header(binary ? BINARY : TEXT, body.byteLength), body);
  }
  return join(pieces);
}

/**
 * Reads the body of a poll or POST that came as bytes. All of it must be valid; binary data is a view, not a copy.
 *
 * @throws PacketError for an unknown marker, a wrong length, a malformed packet, or more packets than allowed.
 */
export function decodeBinaryPayload(payload: Uint8Array, options?: DecodePayloadOptions): Packet[] {
  const maxPackets = options?.maxPackets ?? DEFAULT_MAX_PACKETS;
  if (payload.length === 0) throw new PacketError('empty payload');
  const packets: Packet[] = [];
  for (let at = 0; at < payload.length; ) {
    if (packets.length === maxPackets) throw new PacketError(`payload holds more than ${maxPackets} packets`);
    const marker = payload[at]!;
    if (marker > BINARY) throw new PacketError(`unknown packet marker ${marker} at byte ${at}`);
    const start = endOfLength(payload, at + 1) + 1;
    const end = start + readLength(payload, at + 1, start - 1);
    if (end > payload.length) throw new PacketError(`payload ends before the packet at byte ${at} does`);
    const body = payload.subarray(start, end);
    packets.push(marker === BINARY ? decodeBinaryFrame(body) : decodePacket(decodeUtf8(body)));
    at = end;
  }
  return packets;
}

function header(marker: number, length: number): Uint8Array {
  const digits = String(length);
  const bytes = new Uint8Array(digits.length + 2);
  bytes[0] = marker;
  for (let i = 0; i < digits.length; i++) bytes[i + 1] = Number(digits[i]);
  bytes[digits.length + 1] = END_OF_LENGTH;
  return bytes;
}

/** Where the byte behind a length stands. */
function endOfLength(payload: Uint8Array, start: number): number {
  let at = start;
  while (at < payload.length && payload[at]! <= 9) at++;
  if (at === start || at - start > MAX_DIGITS || payload[at] !== END_OF_LENGTH) {
    throw new PacketError(`payload has no valid packet length at byte ${start}`);
  }
  return at;
}

function readLength(payload: Uint8Array, start: number, end: number): number {
  let length = 0;
  for (let i = start; i < end; i++) length = length * 10 + payload[i]!;
  return length;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const piece of pieces) length += piece.byteLength;
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.byteLength;
  }
  return all;
}

/**
 * Protocol 3, payloads as text: `length ":" packet`, repeated. The length counts UTF-16 code units.
 *
 * Old Python clients write the length in UTF-8 bytes instead. A payload that makes no sense in code units is read that
 * way, if it then makes sense to its end.
 */
import { decodeUtf8, encodeUtf8, utf8Length } from '#bytes';
import { DEFAULT_MAX_PACKETS, type DecodePayloadOptions } from '../codec.js';
import { PacketError } from '../errors.js';
import type { Packet } from '../packet.js';
import { decodePacket, encodePacket } from './packet-codec.js';

const ZERO = 48;
const COLON = 58;
/** Digits of a length; no body has room for more. */
const MAX_DIGITS = 15;

/** A payload in the unit that its lengths count. */
interface Source {
  readonly length: number;
  codeAt(index: number): number;
  slice(start: number, end: number): string;
}

/** The body of a poll or POST as text; bytes become base64. No packets give `0:`. */
export function encodePayload(packets: readonly Packet[]): string {
  if (packets.length === 0) return '0:';
  let payload = '';
  for (const packet of packets) {
    const text = encodePacket(packet);
    payload += `${text.length}:${text}`;
  }
  return payload;
}

/**
 * Reads the body of a poll or POST that came as text. All of it must be valid; empty packets are passed over.
 *
 * @throws PacketError for a missing or wrong length, a malformed packet, or more packets than allowed.
 */
export function decodePayload(payload: string, options?: DecodePayloadOptions): Packet[] {
  const maxPackets = options?.maxPackets ?? DEFAULT_MAX_PACKETS;
  try {
    return readPackets(inCodeUnits(payload), maxPackets);
  } catch (error) {
    if (utf8Length(payload) === payload.length) throw error;
    try {
      return readPackets(inBytes(payload), maxPackets);
    } catch {
      throw error;
    }
  }
}

function readPackets(source: Source, maxPackets: number): Packet[] {
  if (source.length === 0) throw new PacketError('empty payload');
  const packets: Packet[] = [];
  for (let at = 0; at < source.length; ) {
    const colon = endOfLength(source, at);
    const end = colon + 1 + Number(source.slice(at, colon));
    if (end > source.length) throw new PacketError(`payload ends before the packet at ${at} does`);
    if (end > colon + 1) {
      if (packets.length === maxPackets) throw new PacketError(`payload holds more than ${maxPackets} packets`);
      packets.push(decodePacket(source.slice(colon + 1, end)));
    }
    at = end;
  }
  return packets;
}

/** Where the colon behind a packet's length stands. */
function endOfLength(source: Source, start: number): number {
  let at = start;
  while (at < source.length && source.codeAt(at) >= ZERO && source.codeAt(at) <= ZERO + 9) at++;
  if (at === start || at - start > MAX_DIGITS || at === source.length || source.codeAt(at) !== COLON) {
    throw new PacketError(`payload has no valid packet length at ${start}`);
  }
  return at;
}

function inCodeUnits(payload: string): Source {
  return {
    length: payload.length,
    codeAt: (index) => payload.charCodeAt(index),
    slice: (start, end) => payload.slice(start, end),
  };
}

function inBytes(payload: string): Source {
  const bytes = encodeUtf8(payload);
  return {
    length: bytes.length,
    codeAt: (index) => bytes[index]!,
    // An end inside a character leaves its other bytes where the next length must stand, which is refused.
    slice: (start, end) => decodeUtf8(bytes.subarray(start, end)),
  };
}

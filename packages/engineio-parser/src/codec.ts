/**
 * Engine.IO protocol 4.
 *
 *   packet  := digit [ text ]              a WebSocket text frame, or a part of a payload
 *   part    := packet | "b" base64         bytes are always a message and carry no digit
 *   payload := part *( 0x1e part )         the body of a poll or of a POST
 *
 * Over WebSocket a binary message is a binary frame of the bytes alone.
 */
import { decodeBase64, encodeBase64 } from '#bytes';
import { PacketError } from './errors.js';
import { Packet, PacketType } from './packet.js';

/** What stands between the packets of a payload. */
export const SEPARATOR = '\x1e';

const ZERO = 48;
const LOWER_B = 98;
/** Packets that a payload may hold where the caller sets no limit. */
export const DEFAULT_MAX_PACKETS = 10_000;

/** Limits of {@link decodePayload}. */
export interface DecodePayloadOptions {
  /** Packets that one payload may hold. @default 10_000 */
  readonly maxPackets?: number | undefined;
}

/** A text packet as it travels: in a WebSocket text frame, or as a part of a payload. */
export function encodePacket(type: PacketType, data = ''): string {
  return type + data;
}

/**
 * Reads a text packet: a WebSocket text frame, or a part of a payload, where `b` announces bytes in base64.
 *
 * @throws PacketError for an empty text, an unknown type, or invalid base64.
 */
export function decodePacket(text: string): Packet {
  const code = text.charCodeAt(0);
  if (code === LOWER_B) return new Packet(PacketType.MESSAGE, decodeBase64(text.slice(1)));
  // An empty text gives NaN here, which no comparison accepts.
  if (code >= ZERO && code <= ZERO + PacketType.NOOP) return new Packet((code - ZERO) as PacketType, text.slice(1));
  throw new PacketError(
    text === '' ? 'empty Engine.IO packet' : `unknown Engine.IO packet type ${JSON.stringify(text[0])}`,
  );
}

/** A binary message as a part of a payload: `b` and base64. */
export function encodeBinaryPart(bytes: Uint8Array): string {
  return `b${encodeBase64(bytes)}`;
}

/** One packet as a part of a payload, whatever it carries. */
export function encodePart(packet: Packet): string {
  return typeof packet.data === 'string' ? packet.type + packet.data : encodeBinaryPart(packet.data);
}

/** The body of a poll or POST: at least one packet. */
export function encodePayload(packets: readonly Packet[]): string {
  return packets.map(encodePart).join(SEPARATOR);
}

/**
 * Reads the body of a poll or POST. All of it must be valid: a payload with one malformed packet gives none.
 *
 * @throws PacketError for a malformed packet, or more packets than allowed.
 */
export function decodePayload(payload: string, options?: DecodePayloadOptions): Packet[] {
  const maxPackets = options?.maxPackets ?? DEFAULT_MAX_PACKETS;
  const packets: Packet[] = [];
  let start = 0;
  for (;;) {
    if (packets.length === maxPackets) throw new PacketError(`payload holds more than ${maxPackets} packets`);
    const end = payload.indexOf(SEPARATOR, start);
    if (end === -1) {
      packets.push(decodePacket(start === 0 ? payload : payload.slice(start)));
      return packets;
    }
    packets.push(decodePacket(payload.slice(start, end)));
    start = end + 1;
  }
}

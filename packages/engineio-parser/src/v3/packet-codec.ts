/**
 * Engine.IO protocol 3, one packet.
 *
 *   text   := digit [ text ]              a text frame, or a part of a string payload
 *           | "b" digit base64            bytes where the peer takes text only
 *   binary := type-byte bytes             a binary frame, or a part of a binary payload
 *
 * The type byte is 0 to 6, not a digit's character.
 */
import { decodeBase64, encodeBase64 } from '#bytes';
import { decodePacket as decodeText } from '../codec.js';
import { PacketError } from '../errors.js';
import { Packet, PacketType } from '../packet.js';

const LOWER_B = 98;

/** A packet as text: a text frame, or a part of a string payload. Bytes become base64. */
export function encodePacket(packet: Packet): string {
  const { type, data } = packet;
  return typeof data === 'string' ? type + data : `b${type}${encodeBase64(data)}`;
}

/** A binary message as a binary frame: its type as a byte, then the bytes. */
export function encodeBinaryFrame(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(bytes.byteLength + 1);
  frame[0] = PacketType.MESSAGE;
  frame.set(bytes, 1);
  return frame;
}

/**
 * Reads a packet from text: a text frame, or a part of a string payload.
 *
 * @throws PacketError for an empty text, an unknown type, bytes in anything but a message, or invalid base64.
 */
export function decodePacket(text: string): Packet {
  if (text.charCodeAt(0) !== LOWER_B) return decodeText(text);
  checkBinaryType(Number(text[1] ?? Number.NaN));
  return new Packet(PacketType.MESSAGE, decodeBase64(text.slice(2)));
}

/**
 * Reads a binary frame, or a binary part of a binary payload. The data is a view, not a copy.
 *
 * @throws PacketError for an empty frame and for bytes in anything but a message.
 */
export function decodeBinaryFrame(frame: Uint8Array): Packet {
  checkBinaryType(frame[0] ?? Number.NaN);
  return new Packet(PacketType.MESSAGE, frame.subarray(1));
}

function checkBinaryType(type: number): void {
  if (type !== PacketType.MESSAGE)
    throw new PacketError(`binary Engine.IO packet must be a message, not of type ${type}`);
}

/**
 * Socket.IO protocol 5.
 *
 *   packet := type [ attachments "-" ] [ namespace "," ] [ id ] [ json ]
 *
 * Types 5 and 6 must have the attachments, and no other type has them. The comma may be missing at the packet's end.
 */
import { endOfDigits, readAttachments, readId, readNamespace, readType } from './header.js';
import type { DecodeOptions } from './options.js';
import { Packet, PacketType } from './packet.js';
import { parsePayload } from './parse-payload.js';
import { findPlaceholders } from './reconstruction.js';
import { checkFields } from './validate.js';

const SLASH = 47;
const DEFAULTS: DecodeOptions = {};

/** Judges the fields of a packet before it is made; older protocols allow other payloads. */
export type FieldCheck = (type: PacketType, data: unknown, id: number | undefined) => void;

/**
 * Reads the text of a packet. One with `attachments` is complete only after a {@link Reconstruction} got them all.
 *
 * @throws PacketError for everything that the protocol does not allow, reserved event names included.
 */
export function decodeText(text: string, options: DecodeOptions = DEFAULTS): Packet {
  return readPacket(text, options, checkFields);
}

export function readPacket(text: string, options: DecodeOptions, check: FieldCheck): Packet {
  const type = readType(text);
  let at = 1;
  let attachments = 0;
  if (type >= PacketType.BINARY_EVENT) {
    at = endOfDigits(text, 1);
    attachments = readAttachments(text, at, options);
    at++;
  }
  let namespace = '/';
  if (text.charCodeAt(at) === SLASH) {
    const comma = text.indexOf(',', at);
    const end = comma === -1 ? text.length : comma;
    namespace = readNamespace(text, at, end);
    at = comma === -1 ? end : end + 1;
  }
  const digits = endOfDigits(text, at);
  const id = digits === at ? undefined : readId(text, at, digits);
  const data = digits === text.length ? undefined : parsePayload(text, digits, options);
  check(type, data, id);
  // With attachments, placeholders are checked by the Reconstruction that needs them; here none may stand.
  if (type >= PacketType.BINARY_EVENT && attachments === 0) findPlaceholders(data, 0);
  return new Packet(type, namespace, data, id, attachments);
}

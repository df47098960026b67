/**
 * Socket.IO protocols 3 and 4, spoken over Engine.IO 3 by clients of the 1.x and 2.x generation.
 *
 * Events, acks, attachments and DISCONNECT are those of protocol 5. CONNECT carries no payload but may carry a query
 * string behind the namespace, and type 4 is an ERROR of any JSON.
 */
import { readPacket } from '../decode.js';
import { encodeControl } from '../encode.js';
import { PacketError } from '../errors.js';
import { readNamespace } from '../header.js';
import type { DecodeOptions, JsonCodec } from '../options.js';
import { Packet, PacketType } from '../packet.js';
import { checkFields } from '../validate.js';

/** Characters of a namespace and its query; tokens travel in there. */
const MAX_CONNECT_LENGTH = 16_384;

/** The parameters behind a namespace; without prototype, as the names come from the peer. */
export type Query = Record<string, string | string[]>;

/**
 * Reads the text of a packet of protocol 3 or 4. The data of a CONNECT is its {@link Query}, `undefined` without one.
 *
 * @throws PacketError for everything that the protocol does not allow, reserved event names included.
 */
export function decodeText(text: string, options: DecodeOptions = {}): Packet {
  if (text.startsWith('0')) return decodeConnect(text);
  return readPacket(text, options, checkLegacyFields);
}

/** Encodes CONNECT, which has no payload in this protocol. */
export function encodeConnect(namespace: string): string {
  return encodeControl(PacketType.CONNECT, namespace, undefined);
}

/** Encodes the refusal of a connection: any JSON, or nothing. */
export function encodeError(namespace: string, data?: unknown, json?: JsonCodec): string {
  return encodeControl(PacketType.CONNECT_ERROR, namespace, data, json);
}

function checkLegacyFields(type: PacketType, data: unknown, id: number | undefined): void {
  if (type !== PacketType.CONNECT_ERROR || id !== undefined) checkFields(type, data, id);
}

function decodeConnect(text: string): Packet {
  const end = text.endsWith(',') ? text.length - 1 : text.length;
  if (end === 1) return new Packet(PacketType.CONNECT, '/', undefined, undefined, 0);
  if (end > MAX_CONNECT_LENGTH) throw new PacketError(`CONNECT is longer than ${MAX_CONNECT_LENGTH} characters`);
  if (text[1] !== '/') throw new PacketError('CONNECT must name a namespace, and has no payload');
  const query = text.indexOf('?');
  const data = query === -1 ? undefined : parseQuery(text.slice(query + 1, end));
  return new Packet(PacketType.CONNECT, readNamespace(text, 1, end), data, undefined, 0);
}

function parseQuery(text: string): Query {
  const query: Query = Object.create(null) as Query;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query[name];
    if (before === undefined) query[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else query[name] = [before, value];
  }
  return query;
}

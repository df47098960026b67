/**
 * Socket.IO protocol 5.
 *
 *   packet := type [ attachments "-" ] [ namespace "," ] [ id ] [ json ]
 *
 * Types 5 and 6 must have the attachments, and no other type has them. The comma may be missing at the packet's end.
 */
import { PacketError } from './errors.js';
import { checkNesting } from './nesting.js';
import {
  DEFAULT_MAX_ATTACHMENTS,
  DEFAULT_MAX_DEPTH,
  type DecodeOptions,
  MAX_EVENT_NAME_LENGTH,
  MAX_NAMESPACE_LENGTH,
} from './options.js';
import { Packet, PacketType } from './packet.js';
import { findPlaceholders } from './reconstruction.js';
import { isReservedEvent } from './reserved-events.js';

const ZERO = 48;
const MINUS = 45;
const SLASH = 47;
const DEFAULTS: DecodeOptions = {};

/**
 * Reads the text of a packet. One with `attachments` is complete only after a {@link Reconstruction} got them all.
 *
 * @throws PacketError for everything that the protocol does not allow, reserved event names included.
 */
export function decodeText(text: string, options: DecodeOptions = DEFAULTS): Packet {
  const type = (text.charCodeAt(0) - ZERO) as PacketType;
  // An empty text gives NaN here, which no comparison accepts.
  if (!(type >= PacketType.CONNECT && type <= PacketType.BINARY_ACK)) throw unknownType(text);

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
  const data = digits === text.length ? undefined : readJson(text, digits, options);
  checkFields(type, data, id);
  if (type >= PacketType.BINARY_EVENT && attachments === 0) findPlaceholders(data, 0);
  return new Packet(type, namespace, data, id, attachments);
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!(code >= ZERO && code <= ZERO + 9)) return at;
    at++;
  }
}

function readAttachments(text: string, end: number, options: DecodeOptions): number {
  if (end === 1 || text.charCodeAt(end) !== MINUS) throw new PacketError('binary packet without attachment count');
  const max = options.maxAttachments ?? DEFAULT_MAX_ATTACHMENTS;
  const count = end > 11 ? Number.POSITIVE_INFINITY : Number(text.slice(1, end));
  if (count > max) throw new PacketError(`packet announces more than ${max} attachments`);
  return count;
}

/** Old clients put a query string behind the name; protocol 5 has no use for it. */
function readNamespace(text: string, start: number, end: number): string {
  const query = text.indexOf('?', start);
  const stop = query === -1 || query > end ? end : query;
  if (stop - start > MAX_NAMESPACE_LENGTH) {
    throw new PacketError(`namespace is longer than ${MAX_NAMESPACE_LENGTH} characters`);
  }
  return text.slice(start, stop);
}

function readId(text: string, start: number, end: number): number {
  const id = end - start > 16 ? Number.POSITIVE_INFINITY : Number(text.slice(start, end));
  if (id > Number.MAX_SAFE_INTEGER) throw new PacketError('acknowledgement id is too large');
  return id;
}

function readJson(text: string, start: number, options: DecodeOptions): unknown {
  checkNesting(text, start, options.maxDepth ?? DEFAULT_MAX_DEPTH);
  try {
    return (options.json ?? JSON).parse(text.slice(start));
  } catch (cause) {
    throw new PacketError(`payload is no valid JSON (at character ${start} of the packet)`, { cause });
  }
}

function checkFields(type: PacketType, data: unknown, id: number | undefined): void {
  switch (type) {
    case PacketType.EVENT:
    case PacketType.BINARY_EVENT:
      checkEvent(data);
      return;
    case PacketType.ACK:
    case PacketType.BINARY_ACK:
      if (id === undefined) throw new PacketError('acknowledgement without id');
      if (!Array.isArray(data)) throw new PacketError('payload of an acknowledgement must be an array');
      return;
    default:
      if (id !== undefined) throw new PacketError(`packet of type ${type} must not have an acknowledgement id`);
      checkControl(type, data);
  }
}

function checkEvent(data: unknown): void {
  if (!Array.isArray(data) || data.length === 0) throw new PacketError('payload of an event must be a non-empty array');
  let name: unknown = data[0];
  // Event names of type number exist in JavaScript clients; handlers know names as strings only.
  if (typeof name === 'number') {
    name = String(name);
    data[0] = name;
  }
  if (typeof name !== 'string') throw new PacketError('name of an event must be a string');
  if (name.length > MAX_EVENT_NAME_LENGTH) {
    throw new PacketError(`name of an event is longer than ${MAX_EVENT_NAME_LENGTH} characters`);
  }
  if (isReservedEvent(name)) throw new PacketError(`event name "${name}" is reserved`);
}

/** CONNECT_ERROR may be a bare string, and Python servers attach an object to DISCONNECT. */
function checkControl(type: PacketType, data: unknown): void {
  if (data === undefined && type !== PacketType.CONNECT_ERROR) return;
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return;
  if (type === PacketType.CONNECT_ERROR && typeof data === 'string') return;
  throw new PacketError(`payload of a packet of type ${type} must be an object`);
}

function unknownType(text: string): PacketError {
  return new PacketError(
    text === '' ? 'empty Socket.IO packet' : `unknown Socket.IO packet type ${JSON.stringify(text[0])}`,
  );
}

/** The pieces that stand before a packet's payload. */
import { PacketError } from './errors.js';
import { DEFAULT_MAX_ATTACHMENTS, type DecodeOptions, MAX_NAMESPACE_LENGTH } from './options.js';
import { PacketType } from './packet.js';

const ZERO = 48;
const NINE = 57;
const MINUS = 45;
/** More digits than any safe integer has. */
const MAX_DIGITS = 16;

export function readType(text: string): PacketType {
  const type = text.charCodeAt(0) - ZERO;
  // An empty text gives NaN here, which no comparison accepts.
  if (type >= PacketType.CONNECT && type <= PacketType.BINARY_ACK) return type as PacketType;
  throw new PacketError(
    text === '' ? 'empty Socket.IO packet' : `unknown Socket.IO packet type ${JSON.stringify(text[0])}`,
  );
}

/** The index of the first character from `start` on that is no digit. */
export function endOfDigits(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (!(code >= ZERO && code <= NINE)) return at;
    at++;
  }
}

/** The attachment count, whose digits end where a minus must stand. */
export function readAttachments(text: string, end: number, options: DecodeOptions): number {
  if (end === 1 || text.charCodeAt(end) !== MINUS) throw new PacketError('binary packet without attachment count');
  const max = options.maxAttachments ?? DEFAULT_MAX_ATTACHMENTS;
  const count = end > MAX_DIGITS ? Number.POSITIVE_INFINITY : Number(text.slice(1, end));
  if (count > max) throw new PacketError(`packet announces more than ${max} attachments`);
  return count;
}

/** The namespace's name; a query string behind it belongs to older protocols. */
export function readNamespace(text: string, start: number, end: number): string {
  const address = text.slice(start, end);
  const query = address.indexOf('?');
  const name = query === -1 ? address : address.slice(0, query);
  if (name.length <= MAX_NAMESPACE_LENGTH) return name;
  throw new PacketError(`namespace is longer than ${MAX_NAMESPACE_LENGTH} characters`);
}

export function readId(text: string, start: number, end: number): number {
  let id = 0;
  for (let i = start; i < end && id <= Number.MAX_SAFE_INTEGER; i++) id = id * 10 + (text.charCodeAt(i) - ZERO);
  if (id > Number.MAX_SAFE_INTEGER) throw new PacketError('acknowledgement id is too large');
  return id;
}

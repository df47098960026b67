import { extractBinary, hasBinary } from './binary.js';
import { SocketIOError } from './errors.js';
import type { JsonCodec } from './options.js';
import { type Encoded, PacketType } from './packet.js';
import { closeArray, stringifyArray, stringifyItem } from './stringify-array.js';

/**
 * Encodes an event, with attachments where its arguments hold binary values.
 *
 * @param id asks for an acknowledgement.
 * @throws SocketIOError `INVALID_ARGUMENT` for circular data and the like; what `toJSON` and `json` throw passes through.
 */
export function encodeEvent(
  namespace: string,
  event: string,
  args: readonly unknown[],
  id?: number,
  json?: JsonCodec,
): Encoded {
  if (json !== undefined || hasBinary(args)) {
    return encodeArray(PacketType.EVENT, PacketType.BINARY_EVENT, namespace, id, [event, ...args], json);
  }
  const opening = `${PacketType.EVENT}${address(namespace, id)}[${stringifyItem(event)}`;
  return { text: closeArray(opening, args, 0), attachments: undefined };
}

/** Encodes the acknowledgement of the event that carried `id`. Throws as {@link encodeEvent} does. */
export function encodeAck(namespace: string, id: number, args: readonly unknown[], json?: JsonCodec): Encoded {
  return encodeArray(PacketType.ACK, PacketType.BINARY_ACK, namespace, id, args, json);
}

/** Encodes CONNECT: from a client with its auth data, from a server with the session id. */
export function encodeConnect(namespace: string, data?: unknown, json?: JsonCodec): string {
  return encodeControl(PacketType.CONNECT, namespace, data, json);
}

export function encodeDisconnect(namespace: string): string {
  return encodeControl(PacketType.DISCONNECT, namespace, undefined);
}

/** Encodes the refusal of a connection; `data` is `{ message, data? }` by convention. */
export function encodeConnectError(namespace: string, data: unknown, json?: JsonCodec): string {
  return encodeControl(PacketType.CONNECT_ERROR, namespace, data, json);
}

/** A packet that is neither event nor ack: it cannot carry binary values. */
export function encodeControl(type: PacketType, namespace: string, data: unknown, json: JsonCodec = JSON): string {
  if (data === undefined) return type + address(namespace);
  if (hasBinary(data)) {
    throw new SocketIOError('INVALID_ARGUMENT', 'binary values can travel in events and acknowledgements only');
  }
  return type + address(namespace) + json.stringify(data);
}

/** The packet of an array, as the plain or as the binary type. */
export function encodeArray(
  plain: PacketType,
  binary: PacketType,
  namespace: string,
  id: number | undefined,
  data: readonly unknown[],
  json: JsonCodec | undefined,
): Encoded {
  const to = address(namespace, id);
  const attachments: Uint8Array[] = [];
  const sendable = hasBinary(data) ? (extractBinary(data, attachments) as unknown[]) : data;
  const text = stringify(sendable, json);
  // What looked binary may have vanished: JSON leaves out inherited members.
  if (attachments.length === 0) return { text: plain + to + text, attachments: undefined };
  return { text: `${binary}${attachments.length}-${to}${text}`, attachments };
}

function stringify(data: readonly unknown[], json: JsonCodec | undefined): string {
  return json === undefined ? stringifyArray(data) : json.stringify(data);
}

/** What stands between a packet's type and its payload. */
function address(namespace: string, id?: number): string {
  const to = namespace === '/' ? '' : `${namespace},`;
  return id === undefined ? to : to + id;
}

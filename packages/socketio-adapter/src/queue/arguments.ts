import { encodeAck, type JsonCodec, Packet, PacketError, PacketType, Reconstruction } from '@x/socketio-parser';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Values as the queue carries them: JSON text and, when there are binary values, their bytes behind placeholders. */
export interface EncodedArguments {
  /** A JSON array: of the values; when `binary`, of an array of them and of base64 strings. */
  readonly json: string;
  readonly binary: boolean;
}

/** @throws SocketIOError for what cannot be sent. */
export function encodeArguments(args: readonly unknown[], json: JsonCodec | undefined): EncodedArguments {
  // An acknowledgement is exactly an array of values behind a short head, and already knows all about binary values.
  const { text, attachments } = encodeAck('/', 0, args, json);
  const array = text.slice(text.indexOf('['));
  if (attachments === undefined) return { json: array, binary: false };
  const strings = attachments.map((bytes) => {
    const { buffer, byteOffset, byteLength } = bytes;
    return `"${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}"`;
  });
  return { json: `[${array},${strings.join(',')}]`, binary: true };
}

/**
 * The values again, from parsed JSON. What is no array counts as one value, as Python takes it.
 *
 * @throws PacketError for placeholders and base64 that do not fit.
 */
export function decodeArguments(data: unknown, binary: boolean): readonly unknown[] {
  if (!binary) return Array.isArray(data) ? data : [data];
  if (!Array.isArray(data) || data.length === 0) throw new PacketError('binary data is no array');
  const [values, ...strings] = data as unknown[];
  const args = Array.isArray(values) ? values : [values];
  if (strings.length === 0) return args;
  const rebuilding = new Reconstruction(new Packet(PacketType.BINARY_ACK, '/', args, 0, strings.length));
  for (const string of strings) {
    if (typeof string !== 'string' || !BASE64.test(string)) throw new PacketError('binary data is no base64');
    rebuilding.add(Buffer.from(string, 'base64'));
  }
  return args;
}

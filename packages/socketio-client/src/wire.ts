/**
 * Socket.IO protocol 5 as a client needs it: the grammar of `@x/socketio-parser` in a fraction of its bytes, as each page
 * has to load them. What is refused is refused with one text, where the parser that servers use explains.
 *
 *   packet := type [ attachments "-" ] [ namespace "," ] [ id ] [ json ]
 */
import {
  type Decoder,
  type EncodedMessages,
  isReservedEvent,
  type JsonCodec,
  type Packet,
  type PacketFields,
  PacketType,
  type Serializer,
  SocketIOError,
} from '@x/socketio-parser';

const { EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK } = PacketType;
const GRAMMAR = /^(?:([56])(\d{1,2})-|([0-4]))(?:(\/[^,]*)(?:,|$))?(\d{1,15})?(.*)$/s;
const MAX_ATTACHMENTS = 10;

/** The serializer of every client that names no other. */
export class WireSerializer implements Serializer {
  readonly #json: JsonCodec;

  constructor(json: JsonCodec = JSON) {
    this.#json = json;
  }

  encode({ type, namespace, data, id }: PacketFields): EncodedMessages {
    const attachments: Uint8Array[] = [];
    let json: string;
    let binary: boolean;
    try {
      binary = holdsBytes(data);
      const payload = binary ? extract(data, attachments) : data;
      json = payload === undefined ? '' : this.#json.stringify(payload);
    } catch (error) {
      throw error instanceof SocketIOError ? error : unsendable(whyNot(error), error);
    }
    if (binary && type !== EVENT && type !== ACK) throw unsendable('binary values are for events and acks');
    const count = attachments.length;
    if (count > MAX_ATTACHMENTS) throw unsendable(`${count} binary values in one packet: at most ${MAX_ATTACHMENTS}`);
    const head = binary ? `${type === EVENT ? BINARY_EVENT : BINARY_ACK}${count}-` : type;
    const text = `${head}${namespace === '/' ? '' : `${namespace},`}${id ?? ''}${json}`;
    return { text, attachments: binary ? attachments : undefined };
  }

  createDecoder(): Decoder {
    return new WireDecoder(this.#json);
  }
}

class WireDecoder implements Decoder {
  readonly #json: JsonCodec;
  readonly #received: Uint8Array[] = [];
  pending: Packet | undefined;

  constructor(json: JsonCodec) {
    this.#json = json;
  }

  text(text: string): Packet | undefined {
    if (this.pending) throw invalid();
    const packet = decode(text, this.#json);
    if (packet.attachments === 0) return packet;
    this.pending = packet;
    return undefined;
  }

  binary(bytes: Uint8Array): Packet | undefined {
    const packet = this.pending;
    if (!packet) throw invalid();
    if (this.#received.push(bytes) < packet.attachments) return undefined;
    restore(packet.data, this.#received);
    this.reset();
    return packet;
  }

  reset(): void {
    this.pending = undefined;
    this.#received.length = 0;
  }
}

function decode(text: string, json: JsonCodec): Packet {
  const [, binary, count = '0', plain, namespace = '/', id, payload] = GRAMMAR.exec(text) ?? [];
  const type = Number(binary ?? plain) as PacketType;
  const data: unknown = payload ? parse(json, payload) : undefined;
  const attachments = Number(count);
  const packet: Packet = {
    type,
    namespace: namespace.replace(/\?.*/s, ''),
    data,
    id: id === undefined ? undefined : Number(id),
    attachments,
  };
  if (!isValid(packet)) throw invalid();
  if (binary && !attachments) restore(data, []);
  return packet;
}

function parse(json: JsonCodec, text: string): unknown {
  try {
    return json.parse(text);
  } catch (error) {
    throw invalid(error);
  }
}

/** Whether the fields fit together; what the grammar does not know has `NaN` for its type, which fits nothing. */
function isValid({ type, data, id, attachments }: Packet): boolean {
  const list = Array.isArray(data);
  if (attachments > MAX_ATTACHMENTS) return false;
  if (type === ACK || type === BINARY_ACK) return list && id !== undefined;
  if (type !== EVENT && type !== BINARY_EVENT) {
    const fits = type === CONNECT_ERROR ? typeof data === 'string' : data === undefined;
    return type <= CONNECT_ERROR && id === undefined && (fits || (isObject(data) && !list));
  }
  // JavaScript servers may use numbers as names; handlers know strings.
  if (list && typeof data[0] === 'number') data[0] = String(data[0]);
  return list && typeof data[0] === 'string' && !isReservedEvent(data[0]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The bytes of a binary value; nothing for what JSON takes. */
function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof Blob) throw unsendable('a Blob cannot be sent: await its arrayBuffer()');
  return undefined;
}

/** What JSON would make of an object that decides for itself. */
function plainOf(value: object): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? toJSON.call(value, '') : value;
}

/** Whether binary values are somewhere in the data. */
function holdsBytes(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (bytesOf(value)) return true;
  const plain = plainOf(value);
  return plain === value ? Object.values(value).some(holdsBytes) : holdsBytes(plain);
}

/** A copy with placeholders for the binary values, numbered depth first; their bytes go to `out`. */
function extract(value: unknown, out: Uint8Array[]): unknown {
  if (!isObject(value)) return value;
  const bytes = bytesOf(value);
  if (bytes) return { _placeholder: true, num: out.push(bytes) - 1 };
  const plain = plainOf(value);
  if (plain !== value) return extract(plain, out);
  if (Array.isArray(value)) return value.map((item) => extract(item, out));
  // Whoever receives it would have to take it for a placeholder.
  if ('_placeholder' in value) throw unsendable('"_placeholder" is reserved beside binary values');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, extract(item, out)]));
}

/** Puts attachments where their placeholders stand. */
function restore(holder: unknown, attachments: readonly Uint8Array[]): void {
  if (!isObject(holder)) return;
  for (const [key, item] of Object.entries(holder)) {
    if (item?._placeholder !== true) restore(item, attachments);
    else if (typeof item.num !== 'number' || !attachments[item.num]) throw invalid();
    else (holder as Record<string, unknown>)[key] = attachments[item.num];
  }
}

function invalid(cause?: unknown): SocketIOError {
  return new SocketIOError('MALFORMED_PACKET', 'invalid packet', { cause });
}

function unsendable(message: string, cause?: unknown): SocketIOError {
  return new SocketIOError('INVALID_ARGUMENT', message, { cause });
}

function whyNot(error: unknown): string {
  if (error instanceof RangeError) return 'data is circular or nested too deep';
  return `data cannot be sent: ${(error as Error | undefined)?.message}`;
}

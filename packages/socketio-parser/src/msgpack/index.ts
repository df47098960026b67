/**
 * Packets as MessagePack: each is one binary message, `{ type, nsp, data?, id? }`, and binary values need no attachments.
 */
import { PacketError } from '../errors.js';
import { DEFAULT_MAX_DEPTH, MAX_NAMESPACE_LENGTH } from '../options.js';
import { Packet, type PacketFields, PacketType } from '../packet.js';
import type { Decoder, DecoderOptions, EncodedMessages, Serializer } from '../serializer.js';
import { checkFields } from '../validate.js';
import type { Extension } from './extension.js';
import { Reader } from './reader.js';
import { Writer } from './writer.js';

export type { Extension } from './extension.js';

/** Options of {@link MsgpackSerializer}. */
export interface MsgpackOptions {
  /** Values of the application's own types. @default none */
  readonly extension?: Extension | undefined;
}

/**
 * The serializer that official clients know as `socket.io-msgpack-parser` and Python as `serializer='msgpack'`.
 *
 * Data arrives as it does with the default serializer, except that `NaN` and infinities survive.
 */
export class MsgpackSerializer implements Serializer {
  readonly #extension: Extension | undefined;

  constructor(options: MsgpackOptions = {}) {
    this.#extension = options.extension;
  }

  encode({ type, namespace, data, id }: PacketFields): EncodedMessages {
    const writer = new Writer(this.#extension);
    writer.mapHeader(2 + Number(data !== undefined) + Number(id !== undefined));
    writer.string('type');
    writer.value(plainType(type));
    // Absent rather than nil: official clients refuse a DISCONNECT with any data.
    if (data !== undefined) {
      writer.string('data');
      writer.value(data);
    }
    writer.string('nsp');
    writer.string(namespace);
    if (id !== undefined) {
      writer.string('id');
      writer.value(id);
    }
    return { text: undefined, attachments: [writer.bytes] };
  }

  createDecoder(options: DecoderOptions = {}): Decoder {
    return new MsgpackDecoder(options.maxDepth ?? DEFAULT_MAX_DEPTH, this.#extension);
  }
}

class MsgpackDecoder implements Decoder {
  /** Every message is a packet, so none is ever waited for. */
  readonly pending = undefined;
  readonly #maxDepth: number;
  readonly #extension: Extension | undefined;

  constructor(maxDepth: number, extension: Extension | undefined) {
    this.#maxDepth = maxDepth;
    this.#extension = extension;
  }

  text(): Packet {
    throw new PacketError('text message where MessagePack was due; does the peer use the msgpack serializer too?');
  }

  binary(data: Uint8Array): Packet {
    // The map around the packet's data is a level that the data's limit does not count.
    return toPacket(new Reader(data, this.#maxDepth + 1, this.#extension).read());
  }

  reset(): void {}
}

function toPacket(value: unknown): Packet {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new PacketError('packet must be a map');
  const fields = value as Record<string, unknown>;
  const type = fields['type'];
  if (!Number.isInteger(type) || (type as number) < PacketType.CONNECT || (type as number) > PacketType.CONNECT_ERROR) {
    throw new PacketError('unknown Socket.IO packet type');
  }
  const namespace = readNamespace(fields['nsp']);
  // Python writes nil where it has nothing to say.
  const data = fields['data'] ?? undefined;
  const id = readId(fields['id'] ?? undefined);
  checkFields(type as PacketType, data, id);
  return new Packet(type as PacketType, namespace, data, id, 0);
}

function readNamespace(value: unknown): string {
  if (value === undefined || value === null) return '/';
  if (typeof value !== 'string' || !value.startsWith('/')) throw new PacketError('namespace must begin with "/"');
  if (value.length <= MAX_NAMESPACE_LENGTH) return value;
  throw new PacketError(`namespace is longer than ${MAX_NAMESPACE_LENGTH} characters`);
}

function readId(id: unknown): number | undefined {
  if (id === undefined || (Number.isSafeInteger(id) && (id as number) >= 0)) return id as number | undefined;
  throw new PacketError('acknowledgement id must be an integer');
}

function plainType(type: PacketType): PacketType {
  if (type === PacketType.BINARY_EVENT) return PacketType.EVENT;
  return type === PacketType.BINARY_ACK ? PacketType.ACK : type;
}

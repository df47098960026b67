import { decodeText } from './decode.js';
import { encodeArray, encodeControl } from './encode.js';
import { PacketError } from './errors.js';
import type { JsonCodec } from './options.js';
import { type Packet, type PacketFields, PacketType } from './packet.js';
import { Reconstruction } from './reconstruction.js';
import type { Decoder, DecoderOptions, EncodedMessages, Serializer } from './serializer.js';

/** Reads protocol 5, the attachments of binary packets included. One object per connection. */
export class PacketDecoder implements Decoder {
  readonly #options: DecoderOptions;
  #partial: Reconstruction | undefined;

  constructor(options: DecoderOptions = {}) {
    this.#options = options;
  }

  get pending(): Packet | undefined {
    return this.#partial?.packet;
  }

  text(data: string): Packet | undefined {
    if (this.#partial !== undefined) throw new PacketError('text message where an attachment was due');
    const packet = decodeText(data, this.#options);
    if (packet.attachments === 0) return packet;
    this.#partial = new Reconstruction(packet, this.#options.maxAttachmentBytes);
    return undefined;
  }

  binary(data: Uint8Array): Packet | undefined {
    if (this.#partial === undefined) throw new PacketError('binary message without a packet that announced it');
    const packet = this.#partial.add(data);
    if (packet !== undefined) this.#partial = undefined;
    return packet;
  }

  reset(): void {
    this.#partial = undefined;
  }
}

/** Protocol 5 as every client speaks it, behind the interface that other serializers share. */
export class DefaultSerializer implements Serializer {
  readonly #json: JsonCodec | undefined;

  constructor(json?: JsonCodec) {
    this.#json = json;
  }

  encode({ type, namespace, data, id }: PacketFields): EncodedMessages {
    switch (type) {
      case PacketType.EVENT:
      case PacketType.BINARY_EVENT:
        return encodeArray(PacketType.EVENT, PacketType.BINARY_EVENT, namespace, id, data as unknown[], this.#json);
      case PacketType.ACK:
      case PacketType.BINARY_ACK:
        return encodeArray(PacketType.ACK, PacketType.BINARY_ACK, namespace, id, data as unknown[], this.#json);
      default:
        return { text: encodeControl(type, namespace, data, this.#json), attachments: undefined };
    }
  }

  createDecoder(options?: DecoderOptions): Decoder {
    return new PacketDecoder({ ...options, json: options?.json ?? this.#json });
  }
}

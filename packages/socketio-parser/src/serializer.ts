import type { DecodeOptions } from './options.js';
import type { Packet, PacketFields } from './packet.js';

/** What a serializer makes of a packet: a text message, then binary messages; at least one message in all. */
export interface EncodedMessages {
  readonly text: string | undefined;
  readonly attachments: readonly Uint8Array[] | undefined;
}

/** Limits that a decoder keeps. */
export interface DecoderOptions extends DecodeOptions {
  /** Bytes that the attachments of one packet may have together. @default no limit */
  readonly maxAttachmentBytes?: number | undefined;
}

/** Reads the messages of one connection. Unusable after it threw. */
export interface Decoder {
  /** A packet of which parts are still to come; its data still holds placeholders. */
  readonly pending: Packet | undefined;
  /** Takes a text message; gives the packet that it completes. @throws PacketError */
  text(data: string): Packet | undefined;
  /** Takes a binary message; gives the packet that it completes. @throws PacketError */
  binary(data: Uint8Array): Packet | undefined;
  /** Forgets a packet of which parts are still to come. */
  reset(): void;
}

/** How packets become messages. Both peers must use the same. */
export interface Serializer {
  /** The whole packet at once; throws to the caller for data that cannot be sent. */
  encode(packet: PacketFields): EncodedMessages;
  createDecoder(options?: DecoderOptions): Decoder;
}

import type { CompressionOption } from '../compression.js';
import type { CloseReason, TransportName } from '../contract.js';
import type { Flushable } from '../flush.js';
import type { ResolvedOptions } from '../options.js';
import type { SharedMessage } from '../shared-message.js';
import type { Counters } from '../traffic.js';

/** A packet as it waits for a poll: a whole text packet, or the bytes of a binary message. */
export type QueuedPacket = string | Uint8Array;

/**
 * How a transport ends:
 * - `orderly`: what is queued still goes out, and the peer is told
 * - `by peer`: the peer said goodbye
 * - `broken`: the peer broke the rules; it is told, what is queued is dropped where it cannot go out at once
 * - `dead`: nobody is there any more
 */
export type Ending = 'orderly' | 'by peer' | 'broken' | 'dead';

/** What the transports of one engine have in common. */
export interface TransportContext {
  readonly counters: Counters;
  readonly maxBackpressure: number;
  readonly maxHttpBufferSize: number;
  readonly maxPayloadPackets: number;
  readonly httpCompression: CompressionOption;
  readonly compressionThreshold: number;
  /** Size from which on a WebSocket message is compressed, on connections that negotiated it. */
  readonly deflateThreshold: number;
}

const DEFLATE_THRESHOLD = 1024;

export function transportContext(options: ResolvedOptions, counters: Counters): TransportContext {
  const { perMessageDeflate, maxBackpressure, maxHttpBufferSize, maxPayloadPackets } = options;
  const deflate = typeof perMessageDeflate === 'object' ? (perMessageDeflate as { threshold?: number }) : {};
  return {
    counters,
    maxBackpressure,
    maxHttpBufferSize,
    maxPayloadPackets,
    httpCompression: options.httpCompression,
    compressionThreshold: options.compressionThreshold,
    deflateThreshold: deflate.threshold ?? DEFLATE_THRESHOLD,
  };
}

/** How a WebSocket's frames are written and read. */
export interface WireFormat {
  readonly protocol: 3 | 4;
  /** Whether the client takes bytes as base64 in text frames only. */
  readonly base64: boolean;
}

/** Whom a transport serves: a session, or an upgrade that may become its next transport. */
export interface TransportOwner {
  /** A text message, without its type digit. */
  onText(data: string): void;
  onBinary(data: Buffer): void;
  /** Any other packet, whole. */
  onControl(packet: string): void;
  /** The transport ended, for this reason unless the owner ended it itself. */
  onClosed(reason: CloseReason, detail?: string): void;
  /** What has been sent could not be written. */
  onFault(error: unknown): void;
}

/** The seam between sessions and what carries them. */
export interface Transport extends Flushable {
  readonly name: TransportName;
  owner: TransportOwner;
  /** Turn of the event loop in which the peer was last heard. */
  turn: number;
  /** Whether it has ended completely. */
  readonly gone: boolean;
  readonly writable: boolean;
  /** Bytes that wait here and in the socket. */
  readonly bufferedAmount: number;
  queueText(text: string, compress: boolean): void;
  queueBinary(bytes: Uint8Array, compress: boolean): void;
  queueShared(message: SharedMessage): void;
  /** Queues a text packet that is no message. */
  queuePacket(packet: string): void;
  end(ending: Ending): void;
}

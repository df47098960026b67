import type { PacketType } from '@x/engineio-parser';
import type { CloseReason, TransportName } from '../options.js';

/** A packet that waits to be sent: text with its type digit, or the bytes of a message. */
export type Outgoing = string | Uint8Array;

/** What a transport tells the connection that owns it. */
export interface TransportHandler {
  /** More can be written now. */
  ready(): void;
  packet(type: PacketType, data: string | Uint8Array): void;
  /** The transport is over; said once, and not after `abort`. */
  ended(reason: CloseReason, error?: Error): void;
}

/** How packets travel. */
export interface Transport {
  readonly name: TransportName;
  handler: TransportHandler;
  /** Whether `write` may be called. */
  readonly ready: boolean;
  /** Whether what is written now leaves now. */
  readonly idle: boolean;
  /** Takes packets from the front of the queue, as many as can leave together. */
  write(queue: Outgoing[]): void;
  /** Ends in good order, after what was written; `ended` follows. */
  finish(): void;
  /** Ends at once, in silence. */
  abort(): void;
}

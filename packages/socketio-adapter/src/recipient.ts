import type { Logger } from './logger.js';
import type { PendingAcks } from './pending-acks.js';

/** How a packet travels: dropped when the connection cannot take it at once, compressed or not. */
export interface Flags {
  /** Drop the event for clients whose connection cannot take it at once. @default false */
  readonly volatile?: boolean | undefined;
  /** `false` sends it uncompressed where the transport compresses. @default true */
  readonly compress?: boolean | undefined;
}

/**
 * One client of one namespace, as a manager sees it. A server implements it on the object that it keeps per client anyway,
 * so that a manager needs no tables of its own beside the rooms.
 */
export interface Recipient {
  readonly sid: string;
  readonly namespace: string;
  /** The secret by which it can come back after a loss of the connection; undefined when it cannot. */
  readonly pid: string | undefined;
  /** The rooms it entered, the own one aside. Written by the manager only; made with the first room. */
  rooms: Set<string> | undefined;
  /** The acknowledgements that it owes. Written by the manager only; made with the first one. */
  acks: PendingAcks | undefined;
  /** Delivers an event that goes to this client alone. Throws when the data cannot be encoded. */
  send(event: string, args: readonly unknown[], id: number | undefined, flags: Flags): void;
  /** Delivers a packet that {@link Host.encode} made, one for many recipients. */
  deliver(packet: unknown, flags: Flags): void;
}

/** What a client looks like from outside, on whichever server it is. */
export interface ClientDetails {
  readonly sid: string;
  readonly namespace: string;
  /** All rooms, the own one included. */
  readonly rooms: readonly string[];
  /** The request that opened the connection, as a plain snapshot. */
  readonly environ: unknown;
  /** The user session as it stands; a copy when the client is on another server. */
  readonly session: unknown;
}

/** What a manager may ask of the server that it works for. */
export interface Host {
  /** Where the server logs; a manager without a logger of its own logs there too. */
  readonly logger?: Logger | undefined;
  /** Makes one packet for any number of recipients. Throws when the data cannot be encoded. */
  encode(namespace: string, event: string, args: readonly unknown[], flags: Flags): unknown;
  /** Disconnects a client of this server; resolves when its handlers are through. */
  disconnect(recipient: Recipient): Promise<void>;
  /** Describes a client of this server. */
  describe(recipient: Recipient): ClientDetails;
  /** An event that another server sent to servers. */
  serverEvent(event: string, args: readonly unknown[]): void;
}

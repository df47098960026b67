import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { SharedMessage } from './shared-message.js';

/** Why a session ended. */
export type CloseReason =
  /** The client said goodbye with a close packet. */
  | 'client disconnect'
  /** `close()` was called on the session. */
  | 'server disconnect'
  /** No pong (protocol 3: no ping) arrived in time. */
  | 'ping timeout'
  /** The WebSocket was closed, or the connection under it went away. */
  | 'transport close'
  /** The peer broke the rules of the transport, does not read, or a request was cut off. */
  | 'transport error'
  /** A packet could not be read. */
  | 'parse error'
  /** The engine is being closed. */
  | 'server shutting down';

/** How a session travels at the moment. */
export type TransportName = 'polling' | 'websocket';

/** What is kept of the request that opened a session: a plain snapshot, never the request itself. */
export interface Environment {
  readonly headers: IncomingHttpHeaders;
  /** The parsed query string; an object without prototype. */
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  /** The request target as it arrived: path and query. */
  readonly url: string;
  readonly method: string;
  /** The client's IP address; with `trustProxy` the one that the proxy reports. */
  readonly address: string;
  /** Whether the client came over TLS; with `trustProxy` as the proxy reports it. */
  readonly secure: boolean;
  readonly protocol: 3 | 4;
  /** A framework's own request, where its middleware keeps one. */
  raw?: unknown;
}

/** One client, from its handshake to its end, whatever transport carries it. */
export interface Session {
  readonly sid: string;
  readonly environ: Environment;
  readonly protocol: 3 | 4;
  readonly transport: TransportName;
  /** Whether messages still come and go. */
  readonly open: boolean;
  /** Whether a message that is sent now leaves with this tick, rather than wait for a poll or for the peer to read. */
  readonly writable: boolean;
  /** Bytes that were sent and have not yet left this process. */
  readonly bufferedAmount: number;
  /**
   * Sends a text message. What a session sends within one tick leaves in one write.
   * Nothing happens when the session is not open.
   *
   * @param compress `false` to spare this message the compression that was negotiated.
   */
  sendText(text: string, compress?: boolean): void;
  /** Sends a binary message. The bytes must not be changed afterwards. */
  sendBinary(bytes: Uint8Array, compress?: boolean): void;
  /** Sends a text message and its attachments; nothing can come between them. */
  sendMessage(text: string, attachments: readonly Uint8Array[] | undefined, compress?: boolean): void;
  /** Sends what was encoded once for any number of sessions. */
  sendShared(message: SharedMessage): void;
  /**
   * Ends the session after what was sent before. The handler's `close` is called before this returns.
   *
   * @param reason What the handler is told. @default 'server disconnect'
   */
  close(reason?: CloseReason): void;
}

/**
 * What a protocol brings for each session: one object with plain methods.
 * What they throw is reported, and harms neither the session nor the process.
 */
export interface SessionHandler {
  /** A text message, without the packet type. */
  text(data: string): void;
  binary(data: Buffer): void;
  /** Called exactly once, whatever happened. */
  close(reason: CloseReason, detail?: string): void;
  /** The session moved from polling to WebSocket. */
  upgraded?(): void;
}

/** Why a handshake was turned down; becomes the HTTP answer. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  /** A JSON body in place of `{ code, message }`. */
  readonly body?: unknown;
}

/** A protocol on top of the engine. Hooks that are absent cost nothing. */
export interface Application {
  /** Called when a session opens, before any of its messages is read. */
  open(session: Session): SessionHandler;
  /** Decides on a handshake when all other checks have passed; a refusal becomes the HTTP answer. */
  admit?(sid: string, environ: Environment): Refusal | undefined | Promise<Refusal | undefined>;
  /** A client that was admitted never came in: it went away meanwhile, or its WebSocket handshake was no good. */
  abandoned?(sid: string): void;
  /** A request or handshake was turned down. */
  refused?(refusal: Refusal, request: IncomingMessage): void;
  /** A handler threw. In its absence the error is logged. */
  failed?(error: unknown, session: Session): void;
}

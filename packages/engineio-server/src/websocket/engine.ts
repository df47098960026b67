import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** What the engine uses of a WebSocket; that of `ws` fits. */
export interface WebSocketLike {
  readonly readyState?: number;
  readonly extensions?: unknown;
  readonly bufferedAmount?: number;
  // biome-ignore lint/suspicious/noExplicitAny: each implementation declares listeners of its own
  on(event: string, listener: (...args: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: each implementation declares listeners of its own
  once(event: string, listener: (...args: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: implementations differ in options and callback
  send(data: any, ...rest: any[]): void;
  close(code?: number, reason?: string): void;
  pong?(data: Buffer): void;
  terminate?(): void;
  pause?(): void;
  resume?(): void;
}

/** What the engine uses of a WebSocket server. */
export interface WebSocketServerLike {
  handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    // biome-ignore lint/suspicious/noExplicitAny: implementations hand out their own class
    done: (ws: any, request?: any) => void,
  ): void;
  // biome-ignore lint/suspicious/noExplicitAny: each implementation declares events of its own
  on?(event: string, listener: (...args: any[]) => void): unknown;
  close?(done?: () => void): void;
}

/** A class of WebSocket servers; that of `ws` fits, and that of `eiows`. */
// biome-ignore lint/suspicious/noExplicitAny: the options of implementations differ
export type WebSocketEngine = new (options: any) => WebSocketServerLike;

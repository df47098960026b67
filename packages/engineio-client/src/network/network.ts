import type { ConnectionOptions } from '../options.js';

/** What a request came to; a status other than 200 is no error here. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The part of the standard WebSocket that the transport uses. */
export interface Socket {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: object) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string | Uint8Array): void;
  close(): void;
  /** Drops the connection without a farewell, where the platform can. */
  terminate?(): void;
}

/** How bytes reach the server; one for Node, one for browsers. A network outlives its connections: it keeps the cookies. */
export interface NetworkLike {
  /** Rejects when there is no answer at all, or `signal` says so. */
  request(
    method: 'GET' | 'POST',
    url: URL,
    body: string | undefined,
    options: ConnectionOptions,
    signal: AbortSignal,
  ): Promise<Answer>;
  socket(url: URL, options: ConnectionOptions): Socket;
}

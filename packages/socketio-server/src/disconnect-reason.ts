import type { CloseReason } from '@x/engineio-server';

/** Why a client is gone: the second argument of `disconnect` handlers. */
export const DisconnectReason = {
  /** The client left the namespace, or closed its connection on purpose. */
  CLIENT_DISCONNECT: 'client disconnect',
  /** `disconnect()` was called on this side. */
  SERVER_DISCONNECT: 'server disconnect',
  /** The client did not answer the heartbeat in time. */
  PING_TIMEOUT: 'ping timeout',
  /** The connection was closed, as by a browser tab that goes away. */
  TRANSPORT_CLOSE: 'transport close',
  /** The connection broke, or the client did not read what was sent. */
  TRANSPORT_ERROR: 'transport error',
  /** The client sent something that is no packet. */
  PARSE_ERROR: 'parse error',
  /** `shutdown()` was called. */
  SERVER_SHUTTING_DOWN: 'server shutting down',
} as const satisfies Record<string, CloseReason>;
export type DisconnectReason = (typeof DisconnectReason)[keyof typeof DisconnectReason];

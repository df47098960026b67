import type { CloseReason } from '@x/engineio-client';

/** Why a namespace was left; compare with what a `disconnect` handler gets. */
export const DisconnectReason = {
  /** `disconnect()` or `shutdown()` was called. */
  CLIENT_DISCONNECT: 'client disconnect',
  /** The server ended it on purpose; there is no reconnection. */
  SERVER_DISCONNECT: 'server disconnect',
  /** The server's heartbeat stayed away. */
  PING_TIMEOUT: 'ping timeout',
  /** The connection was closed, by the server's end or the network's. */
  TRANSPORT_CLOSE: 'transport close',
  /** The connection broke. */
  TRANSPORT_ERROR: 'transport error',
  /** The server sent what is no valid packet. */
  PARSE_ERROR: 'parse error',
} as const satisfies Record<string, CloseReason>;
export type DisconnectReason = (typeof DisconnectReason)[keyof typeof DisconnectReason];

export type { ConnectionOptions, Logger, TlsOptions, TransportName } from '@x/engineio-client';
export {
  type Ack,
  BadNamespaceError,
  ConnectionError,
  ConnectionRefusedError,
  DisconnectedError,
  type ErrorCode,
  type EventMap,
  type FromSocketIO,
  SocketIOError,
  TimeoutError,
  type Tuple,
  tuple,
} from '@x/socketio-parser';
export { Client } from './client.js';
export { ClientNamespace } from './client-namespace.js';
export type { CallOptions, EmitOptions, NamespaceOptions } from './event-types.js';
export type { ClientOptions, ConnectOptions, Headers, Query, Resolvable } from './options.js';
export { DisconnectReason } from './reason.js';
export { type ReceivedEvent, type ReceiveOptions, SimpleClient, type SimpleConnectOptions } from './simple-client.js';

export type { AttachOptions } from '@x/engineio-server';
export {
  type ClientDetails,
  type ClientFilter,
  type EmitOptions,
  type Logger,
  Manager,
  type NamespaceOptions,
} from '@x/socketio-adapter';
export {
  BadNamespaceError,
  ConnectionError,
  ConnectionRefusedError,
  DisconnectedError,
  type FromSocketIO,
  isTuple,
  type JsonCodec,
  PacketError,
  type Serializer,
  SocketIOError,
  TimeoutError,
  type Tuple,
  tuple,
} from '@x/socketio-parser';
export type { Broadcast } from './broadcast.js';
export { BroadcastTimeoutError } from './call.js';
export { defineNamespace } from './define-namespace.js';
export { DisconnectReason } from './disconnect-reason.js';
export { event } from './event-decorator.js';
export type {
  AnyAuth,
  AnyEventHandler,
  AnySession,
  ConnectHandler,
  DisconnectHandler,
  Environ,
  ErrorContext,
  ErrorHandler,
  EventHandler,
  EventHandlers,
  EventMiddleware,
  HandlerOptions,
  Middleware,
  UnhandledHandler,
} from './handler-types.js';
export type { CallOptions, FetchedClient, TypedEmitOptions } from './messaging-types.js';
export { Namespace } from './namespace.js';
export type { NamespaceHandle } from './namespace-handle.js';
export type { ConnectionStateRecovery, ServerOptions } from './options.js';
export { Server } from './server.js';
export type { AsyncDisposable } from './session.js';
export type { StaticRules, StaticTarget } from './static-rules.js';
export type { ServerStats } from './stats.js';

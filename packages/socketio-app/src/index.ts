export type { AnyEvents, EventMap } from '@x/socketio-parser';
export type { AttachOptions } from '@x/socketio-server';
export {
  type AnyAuth,
  type AnySession,
  BadNamespaceError,
  type CallOptions,
  ConnectionError,
  ConnectionRefusedError,
  DisconnectedError,
  DisconnectReason,
  type Environ,
  type ErrorContext,
  event,
  type FromSocketIO,
  type HandlerOptions,
  isTuple,
  type Logger,
  type NamespaceOptions,
  Server,
  type ServerOptions,
  SocketIOError,
  TimeoutError,
  type Tuple,
  tuple,
} from '@x/socketio-server';
export { context, type EventContext } from './context.js';
export type { AppEmitOptions, ContextEmitOptions, JsonOption } from './emit-options.js';
export {
  type Framework,
  followListen,
  type Guest,
  type HttpApp,
  type ListenOptions,
  listen,
  type Opening,
  requestOf,
} from './framework.js';
export {
  type ClientOptions,
  type CurrentClient,
  call,
  closeRoom,
  disconnect,
  emit,
  joinRoom,
  leaveRoom,
  rooms,
  send,
} from './functions.js';
export type {
  AppAnyEventHandler,
  AppConnectHandler,
  AppDisconnectHandler,
  AppErrorHandler,
  AppEventHandler,
  AppEventHandlers,
} from './handlers.js';
export { type MountOptions, mount } from './mount.js';
export { Namespace } from './namespace.js';
export type { AppOptions, RunOptions } from './options.js';
export { type QueueFactory, registerQueue } from './queues.js';
export { FrozenSession, type SessionStore, type SharedSession, StoredSession } from './sessions.js';
export { SocketIO } from './socketio.js';
export type { CurrentEmit, TypedAppEmitOptions, TypedContextEmitOptions } from './typed-emit.js';

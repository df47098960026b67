export {
  BadNamespaceError,
  ConnectionError,
  ConnectionRefusedError,
  DisconnectedError,
  ERROR_CODES,
  type ErrorCode,
  PacketError,
  SocketIOError,
  TimeoutError,
} from './errors.js';
export { isTuple, type Tuple, toArguments, tuple } from './tuple.js';
export type {
  Ack,
  AckArgs,
  AckResult,
  AnyEvents,
  EmitData,
  EmitParameters,
  EventArgs,
  EventMap,
  EventName,
  Fn,
  FromSocketIO,
  HandlerResult,
} from './typed-events.js';

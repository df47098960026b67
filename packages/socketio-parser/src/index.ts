export { hasBinary } from './binary.js';
export { decodeText } from './decode.js';
export { DefaultSerializer, PacketDecoder } from './default-serializer.js';
export { encodeAck, encodeConnect, encodeConnectError, encodeDisconnect, encodeEvent } from './encode.js';
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
export type { DecodeOptions, JsonCodec } from './options.js';
export { type Encoded, Packet, type PacketFields, PacketType } from './packet.js';
export { Reconstruction } from './reconstruction.js';
export { isReservedEvent, RESERVED_EVENTS } from './reserved-events.js';
export type { Decoder, DecoderOptions, EncodedMessages, Serializer } from './serializer.js';
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

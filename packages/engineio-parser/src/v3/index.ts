export type { DecodePayloadOptions } from '../codec.js';
export { PacketError } from '../errors.js';
export { Packet, PacketType } from '../packet.js';
export { decodeBinaryPayload, encodeBinaryPayload } from './binary-payload.js';
export { decodeBinaryFrame, decodePacket, encodeBinaryFrame, encodePacket } from './packet-codec.js';
export { decodePayload, encodePayload } from './string-payload.js';

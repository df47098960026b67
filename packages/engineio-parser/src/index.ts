export { decodeBase64, encodeBase64, utf8Length } from './binary-text.js';
export {
  type DecodePayloadOptions,
  decodePacket,
  decodePayload,
  encodeBinaryPart,
  encodePacket,
  encodePart,
  encodePayload,
  SEPARATOR,
} from './codec.js';
export { PacketError } from './errors.js';
export { Packet, PacketType } from './packet.js';

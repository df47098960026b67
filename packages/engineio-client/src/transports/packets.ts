import { PacketType } from '@x/engineio-parser';
import { fromBase64 } from '#network';
import { unexpected } from '../errors.js';

const ZERO = 48;

/**
 * Reads a packet: its type and text, or the bytes of a message. The grammar of `@x/engineio-parser` with one text for all
 * that is wrong, as every page has to load it.
 *
 * @throws an error of some kind for what is no packet.
 */
export function readPacket(text: string): [type: PacketType, data: string | Uint8Array] {
  if (text[0] === 'b') return [PacketType.MESSAGE, fromBase64(text.slice(1))];
  const type = text.charCodeAt(0) - ZERO;
  // NaN, of an empty text, is no type either.
  if (!(type >= PacketType.OPEN && type <= PacketType.NOOP)) throw unexpected();
  return [type as PacketType, text.slice(1)];
}

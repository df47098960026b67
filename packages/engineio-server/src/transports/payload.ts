import { isUtf8 } from 'node:buffer';
import { parse } from 'node:querystring';
import { decodePayload, encodeBinaryPart, Packet, PacketError, type PacketType, SEPARATOR } from '@x/engineio-parser';
import {
  decodeBinaryPayload,
  decodePayload as decodePayloadV3,
  encodeBinaryPayload,
  encodePayload as encodePayloadV3,
} from '@x/engineio-parser/v3';
import type { Parameters } from '../query.js';
import type { QueuedPacket } from './transport.js';

/** A body and what it is. */
export interface Payload {
  readonly body: string | Uint8Array;
  readonly contentType: string;
}

/** How the bodies of one polling session are written and read. */
export interface PayloadFormat {
  encode(packets: readonly QueuedPacket[]): Payload;
  /** @throws PacketError for anything that is not a payload, or has more packets than allowed. */
  decode(body: Buffer, contentType: string, maxPackets: number): Packet[];
}

const TEXT = 'text/plain; charset=UTF-8';
const BYTES = 'application/octet-stream';
const SCRIPT = 'text/javascript; charset=UTF-8';

/** The format that a client asks for with the parameters of its handshake. */
export function payloadFormat(protocol: 3 | 4, parameters: Parameters): PayloadFormat {
  if (protocol === 4) return V4;
  if (parameters.j !== undefined) return jsonp(parameters.j);
  return parameters.b64 === undefined ? V3 : V3_BASE64;
}

function utf8(body: Buffer): string {
  if (!isUtf8(body)) throw new PacketError('the body is not valid UTF-8');
  return body.toString();
}

const V4: PayloadFormat = {
  encode(packets) {
    const first = packets[0]!;
    if (packets.length === 1 && typeof first === 'string') return { body: first, contentType: TEXT };
    const parts = packets.map((packet) => (typeof packet === 'string' ? packet : encodeBinaryPart(packet)));
    return { body: parts.join(SEPARATOR), contentType: TEXT };
  },
  decode(body, contentType, maxPackets) {
    if (contentType === BYTES) throw new PacketError('protocol 4 has no binary payloads');
    return decodePayload(utf8(body), { maxPackets });
  },
};

function packetOf(queued: QueuedPacket): Packet {
  return typeof queued === 'string'
    ? new Packet((queued.charCodeAt(0) - 48) as PacketType, queued.slice(1))
    : new Packet(4, queued);
}

const V3_BASE64: PayloadFormat = {
  encode: (packets) => ({ body: encodePayloadV3(packets.map(packetOf)), contentType: TEXT }),
  decode(body, contentType, maxPackets) {
    if (contentType === BYTES) return decodeBinaryPayload(body, { maxPackets });
    return decodePayloadV3(utf8(body), { maxPackets });
  },
};

const V3: PayloadFormat = {
  encode(packets) {
    if (packets.every((packet) => typeof packet === 'string')) return V3_BASE64.encode(packets);
    return { body: encodeBinaryPayload(packets.map(packetOf)), contentType: BYTES };
  },
  decode: V3_BASE64.decode,
};

/** Answers are scripts that call `___eio[index]`; posts are forms with the payload in the field `d`. */
function jsonp(index: string): PayloadFormat {
  const call = `___eio[${index.replace(/[^0-9]/g, '')}](`;
  return {
    encode(packets) {
      const literal = JSON.stringify(V3_BASE64.encode(packets).body);
      // Both are line ends to a script, though not to JSON.
      const escaped = literal.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
      return { body: `${call}${escaped});`, contentType: SCRIPT };
    },
    decode(body, _contentType, maxPackets) {
      const { d } = parse(utf8(body));
      if (typeof d !== 'string') throw new PacketError('the form has no field "d"');
      return decodePayloadV3(unescapeNewlines(d), { maxPackets });
    },
  };
}

/** Forms change line ends on their way: clients send them as `\n`, and a `\n` of the text as `\\n`. */
function unescapeNewlines(text: string): string {
  return text.replace(/\\(\\)?n/g, (_sequence, escaped?: string) => (escaped === undefined ? '\n' : '\\n'));
}

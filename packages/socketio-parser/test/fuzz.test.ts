import fc from 'fast-check';
import { Decoder } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { type Packet, PacketDecoder, PacketError } from '../src/index.js';
import { decodeText as decodeLegacy } from '../src/v3/index.js';

/** Texts that are nearly packets: what random characters would never become. */
const pieces = fc.constantFrom(
  ...[
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '-',
    '/',
    '/a',
    ',',
    '12',
    '?x=1',
    '{}',
    '{"a":1}',
    '[]',
    '["a"]',
    '["a",1]',
  ],
  ...['["a","b"]', '[1]', '[null]', '["connect"]', '"x"', 'null', '{"_placeholder":true,"num":0}', '[', ']', '"', '\\'],
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 7 }).map((list) => list.join('')),
  fc.string({ unit: 'binary' }),
);

function read(text: string): Packet | undefined {
  const decoder = new PacketDecoder();
  try {
    return decoder.text(text) ?? decoder.pending;
  } catch (error) {
    expect(error).toBeInstanceOf(PacketError);
    return undefined;
  }
}

function readByPeer(text: string): boolean {
  try {
    new Decoder().add(text);
    return true;
  } catch {
    return false;
  }
}

describe('any text', () => {
  it('is a packet or a packet error, in this protocol and in the older ones', () => {
    fc.assert(
      fc.property(texts, (text) => {
        read(text);
        try {
          decodeLegacy(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PacketError);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('that is a packet here is one for the official parser, but for a DISCONNECT with the reason that Python sends', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const packet = read(text);
        if (packet !== undefined && !(packet.type === 1 && packet.data !== undefined))
          expect(readByPeer(text)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

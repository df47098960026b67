import { decodePacket, encodePart, Packet, PacketType } from '@x/engineio-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as browser from '../src/network/browser.js';
import * as node from '../src/network/node.js';
import { readPacket } from '../src/transports/packets.js';

/** What a reader makes of a text: a packet, or a refusal. */
function outcome(read: () => [number, string | Uint8Array]): unknown {
  try {
    const [type, data] = read();
    return [type, typeof data === 'string' ? data : [...data]];
  } catch {
    return 'refused';
  }
}

const theirs = (text: string): [number, string | Uint8Array] => {
  const { type, data } = decodePacket(text);
  return [type, data];
};

test('packets are read as the parser of servers reads them', () => {
  const data = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array());
  fc.assert(
    fc.property(data, fc.constantFrom(...Object.values(PacketType)), (content, type) => {
      const part = encodePart(new Packet(typeof content === 'string' ? type : PacketType.MESSAGE, content));
      expect(outcome(() => readPacket(part))).toEqual(outcome(() => theirs(part)));
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(outcome(() => readPacket(text))).toEqual(outcome(() => theirs(text)));
    }),
  );
  for (const text of ['', ' ', '7', ':', 'b', 'bA', 'b$$$$', 'bAQIDBA==', '-1', '٣', '4', '/']) {
    expect(outcome(() => readPacket(text))).toEqual(outcome(() => theirs(text)));
  }
});

test('base64 is the same in browsers and in Node', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = node.toBase64(bytes);
      expect(browser.toBase64(bytes)).toBe(text);
      expect([...browser.fromBase64(text)]).toEqual([...bytes]);
    }),
  );
  expect(() => browser.fromBase64('$$$$')).toThrow();
});

import { expect, it } from 'vitest';
import { decodeText, encodeAck, encodeConnect, encodeEvent, PacketDecoder } from '../src/index.js';

it('writes events, acks and connects', () => {
  expect(encodeEvent('/', 'foo', ['bar', { a: 1 }]).text).toBe('2["foo","bar",{"a":1}]');
  expect(encodeEvent('/admin', 'foo', [], 13).text).toBe('2/admin,13["foo"]');
  expect(encodeAck('/', 0, []).text).toBe('30[]');
  expect(encodeConnect('/admin', { token: '1' })).toBe('0/admin,{"token":"1"}');
  const { text, attachments } = encodeEvent('/a', 'foo', [Uint8Array.of(1), [Uint8Array.of(2)]], 5);
  expect(text).toBe('52-/a,5["foo",{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]]');
  expect(attachments).toHaveLength(2);
});

it('reads a binary event', () => {
  const decoder = new PacketDecoder();
  expect(decoder.text('52-/a,5["foo",{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]]')).toBeUndefined();
  expect(decoder.binary(Uint8Array.of(1))).toBeUndefined();
  expect(decoder.binary(Uint8Array.of(2))?.data).toEqual(['foo', Uint8Array.of(1), [Uint8Array.of(2)]]);
});

it.each(['', '7', '2', '2{}', '2[]', '2abc["x"]', '2["connect"]', '3[]', '51["a"]', '511-["a"]', '0[]', '1"x"'])(
  'refuses %j',
  (wire) => {
    expect(() => decodeText(wire)).toThrow(expect.objectContaining({ code: 'MALFORMED_PACKET' }));
  },
);

import { describe, expect, it } from 'vitest';
import { DefaultSerializer, decodeText, PacketDecoder, PacketType, Reconstruction } from '../src/index.js';
import { expected, fieldsOf, malformed, type Vector, withBytes } from './packets.js';
import hostile from './vectors/hostile.json' with { type: 'json' };
import vectors from './vectors/packets.json' with { type: 'json' };

const one = '51-["a",{"_placeholder":true,"num":0}]';
const two = '52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';

describe('a binary packet', () => {
  it.each(vectors.binary as Vector[])('is put together: $name', (vector) => {
    const bytes: Uint8Array[] = [];
    const data = withBytes(vector.data, bytes);
    const decoder = new PacketDecoder();
    expect(decoder.text(vector.wire)).toBeUndefined();
    const results = bytes.map((attachment) => decoder.binary(attachment));
    expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
    expect(fieldsOf(results.at(-1)!)).toEqual({ ...expected(vector), data });
    expect(decoder.pending).toBeUndefined();
  });

  it.each(hostile)('is refused when its text arrives, before any attachment: $name', ({ wire }) => {
    expect(() => new PacketDecoder().text(wire)).toThrow(malformed);
  });

  it('gets the very bytes that arrived', () => {
    const reconstruction = new Reconstruction(decodeText(one));
    const bytes = Buffer.from('x');
    expect((reconstruction.add(bytes)!.data as unknown[])[1]).toBe(bytes);
  });

  it('may name an attachment twice, or not at all', () => {
    const twice = '51-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]';
    expect(new Reconstruction(decodeText(twice)).add(new Uint8Array(1))?.data).toEqual([
      'a',
      new Uint8Array(1),
      new Uint8Array(1),
    ]);
    expect(new Reconstruction(decodeText('51-["a"]')).add(new Uint8Array(1))?.data).toEqual(['a']);
  });

  it.each(['1', '"true"', 'null', '{}'])('takes an object with _placeholder %s for data', (value) => {
    const packet = decodeText(`51-["a",{"_placeholder":${value},"num":0}]`);
    expect(new Reconstruction(packet).add(new Uint8Array(1))?.data).toEqual([
      'a',
      { _placeholder: JSON.parse(value), num: 0 },
    ]);
  });

  it('never sets a prototype, even where a placeholder stands under __proto__', () => {
    const packet = decodeText('51-["a",{"__proto__":{"_placeholder":true,"num":0}}]');
    const [, data] = new Reconstruction(packet).add(Uint8Array.of(1))!.data as [string, object];
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(data, '__proto__')?.value).toEqual(Uint8Array.of(1));
  });

  it('ends at the bytes that its attachments may have together', () => {
    const within = new Reconstruction(decodeText(two), 10);
    within.add(new Uint8Array(5));
    expect(within.add(new Uint8Array(5))).toBeDefined();
    const beyond = new Reconstruction(decodeText(two), 10);
    beyond.add(new Uint8Array(5));
    expect(() => beyond.add(new Uint8Array(6))).toThrow('exceed the allowed size');
  });
});

describe('a decoder', () => {
  it('shows the packet that waits for attachments', () => {
    const decoder = new PacketDecoder();
    decoder.text('51-/chat,["a",{"_placeholder":true,"num":0}]');
    expect(decoder.pending).toMatchObject({ type: PacketType.BINARY_EVENT, namespace: '/chat', attachments: 1 });
  });

  it('refuses text between attachments', () => {
    const decoder = new PacketDecoder();
    decoder.text(two);
    decoder.binary(new Uint8Array(1));
    expect(() => decoder.text('2["a"]')).toThrow('text message where an attachment was due');
  });

  it('refuses bytes that nothing announced', () => {
    const decoder = new PacketDecoder();
    expect(() => decoder.binary(new Uint8Array(1))).toThrow('without a packet that announced it');
    decoder.text(one);
    decoder.binary(new Uint8Array(1));
    expect(() => decoder.binary(new Uint8Array(1))).toThrow(malformed);
  });

  it('forgets a half packet when told to', () => {
    const decoder = new PacketDecoder();
    decoder.text(one);
    decoder.reset();
    expect(decoder.pending).toBeUndefined();
    expect(decoder.text('2["a"]')?.data).toEqual(['a']);
  });

  it('keeps the limits that it was given', () => {
    const decoder = new DefaultSerializer().createDecoder({ maxAttachments: 1, maxDepth: 2, maxAttachmentBytes: 3 });
    expect(() => decoder.text(two)).toThrow('more than 1 attachments');
    expect(() => decoder.text('2["a",[[]]]')).toThrow('nested deeper than 2 levels');
    decoder.text(one);
    expect(() => decoder.binary(new Uint8Array(4))).toThrow('exceed');
  });
});

import { describe, expect, it } from 'vitest';
import { decodeText, PacketError, SocketIOError } from '../src/index.js';
import { expected, fieldsOf, malformed, type Vector } from './packets.js';
import vectors from './vectors/packets.json' with { type: 'json' };

const good = [...vectors.control, ...vectors.arrays, ...vectors.tolerated] as Vector[];

describe('the text of a packet', () => {
  it.each(good)('is read: $name', (vector) => {
    expect(fieldsOf(decodeText(vector.wire))).toEqual(expected(vector));
  });

  it.each(good)('gives packets of one shape: $name', ({ wire }) => {
    expect(Object.keys(decodeText(wire))).toEqual(['type', 'namespace', 'data', 'id', 'attachments']);
  });

  it('tells in the error what was wrong', () => {
    expect(() => decodeText('')).toThrow('empty Socket.IO packet');
    expect(() => decodeText('x')).toThrow('unknown Socket.IO packet type "x"');
    expect(() => decodeText('2/a,["b"')).toThrow('payload is no valid JSON (at character 4 of the packet)');
    expect(() => decodeText('2["connect"]')).toThrow('event name "connect" is reserved');
    expect(() => decodeText('0[]')).toThrow('payload of a packet of type 0 must be an object');
  });

  it('keeps the cause of broken JSON', () => {
    try {
      decodeText('2[');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PacketError);
      expect(error).toBeInstanceOf(SocketIOError);
      expect((error as PacketError).cause).toBeInstanceOf(SyntaxError);
    }
  });
});

describe('limits', () => {
  it('on attachments can be set', () => {
    expect(decodeText('510-["a"]').attachments).toBe(10);
    expect(decodeText('511-["a"]', { maxAttachments: 11 }).attachments).toBe(11);
    expect(() => decodeText('51-["a"]', { maxAttachments: 0 })).toThrow('more than 0 attachments');
  });

  it('on names are generous and end', () => {
    expect(decodeText(`2["${'n'.repeat(1024)}"]`).data).toHaveLength(1);
    expect(() => decodeText(`2["${'n'.repeat(1025)}"]`)).toThrow('name of an event is longer than 1024');
    expect(decodeText(`0/${'n'.repeat(1023)},`).namespace).toHaveLength(1024);
    expect(() => decodeText(`0/${'n'.repeat(1024)},`)).toThrow('namespace is longer than 1024');
    expect(() => decodeText(`0/${'n'.repeat(1024)}?a=1,`)).toThrow('namespace is longer than 1024');
  });

  it('on names do not measure arguments or queries', () => {
    const text = 'x'.repeat(100_000);
    expect(decodeText(`2["a","${text}"]`).data).toEqual(['a', text]);
    expect(decodeText(`0/a?token=${text}`).namespace).toBe('/a');
  });

  it('are judged without time that grows faster than the input', () => {
    const digits = '9'.repeat(1_000_000);
    expect(() => decodeText(`2${digits}["a"]`)).toThrow('id is too large');
    expect(() => decodeText(`5${digits}-["a"]`)).toThrow('more than 10 attachments');
    expect(() => decodeText(`2/${digits}`)).toThrow('namespace is longer');
  });
});

describe('names from the wire', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'error'])('may be %s', (name) => {
    expect(decodeText(`2/${name},["${name}","${name}"]`)).toMatchObject({ namespace: `/${name}`, data: [name, name] });
  });
});

describe('a JSON codec of your own', () => {
  const json = { stringify: JSON.stringify, parse: (text: string) => JSON.parse(text, (_, value) => value ?? 'none') };

  it('parses every payload, the shortest too', () => {
    expect(decodeText('2["a",null]', { json }).data).toEqual(['a', 'none']);
    const parsed: string[] = [];
    const spy = { ...json, parse: (text: string) => parsed.push(text) && JSON.parse(text) };
    decodeText('2["a","b"]', { json: spy });
    expect(parsed).toEqual(['["a","b"]']);
  });

  it('does not get past the checks', () => {
    expect(() => decodeText('2["a"]', { json: { ...json, parse: () => ({}) } })).toThrow(malformed);
    expect(() => decodeText('2["a"]', { json: { ...json, parse: () => ['connect'] } })).toThrow(malformed);
  });

  it('that throws makes the packet malformed', () => {
    const parse = () => {
      throw new TypeError('no');
    };
    expect(() => decodeText('2["a"]', { json: { ...json, parse } })).toThrow(malformed);
  });
});

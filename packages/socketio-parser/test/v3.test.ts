import { describe, expect, it } from 'vitest';
import { decodeText as decodeProtocol5 } from '../src/index.js';
import { decodeText, encodeConnect, encodeError } from '../src/v3/index.js';
import { expected, fieldsOf, malformed, type Vector } from './packets.js';
import vectors from './vectors/packets.json' with { type: 'json' };

describe('packets of protocols 3 and 4', () => {
  it.each(vectors.arrays as Vector[])('are those of protocol 5: $name', (vector) => {
    expect(fieldsOf(decodeText(vector.wire))).toEqual(expected(vector));
  });

  it.each([
    ['0', '/', undefined],
    ['0/', '/', undefined],
    ['0/admin', '/admin', undefined],
    ['0/admin,', '/admin', undefined],
    ['0/admin?token=1234&uid=abcd,', '/admin', { token: '1234', uid: 'abcd' }],
    ['0/admin?token=1234', '/admin', { token: '1234' }],
    ['0/admin?', '/admin', {}],
    ['0/admin?a=1&a=2&a=3&b=%C3%A9+%2C', '/admin', { a: ['1', '2', '3'], b: 'é ,' }],
    ['0/admin?q=a?b', '/admin', { q: 'a?b' }],
    ['0/admin?bad=%E0%A4%A,', '/admin', { bad: '\ufffd%A' }],
  ])('CONNECT %s', (wire, namespace, data) => {
    const packet = decodeText(wire);
    expect(fieldsOf(packet)).toMatchObject({ type: 0, namespace, id: undefined });
    expect(packet.data === undefined ? undefined : { ...(packet.data as object) }).toEqual(data);
  });

  it('a query has no prototype, so its names are only names', () => {
    const { data } = decodeText('0/a?__proto__=1&constructor=2');
    expect(Object.getPrototypeOf(data)).toBeNull();
    expect(Object.keys(data as object)).toEqual(['__proto__', 'constructor']);
  });

  it.each(['0{}', '0admin', '01', `0/${'n'.repeat(1024)},`, `0/a?${'q'.repeat(20_000)},`])(
    'refuses CONNECT %.40s',
    (wire) => {
      expect(() => decodeText(wire)).toThrow(malformed);
    },
  );

  it.each([
    ['4', undefined],
    ['4"Not authorized"', 'Not authorized'],
    ['4["a",1]', ['a', 1]],
    ['4true', true],
    ['4{"message":"x"}', { message: 'x' }],
  ])('ERROR %s carries any JSON', (wire, data) => {
    expect(fieldsOf(decodeText(wire))).toEqual({ type: 4, namespace: '/', id: undefined, data });
  });

  it('ERROR with a digit in front is refused, as an id', () => {
    expect(() => decodeText('412')).toThrow(malformed);
  });

  it('reserved events and the limits hold as in protocol 5', () => {
    for (const wire of ['2["connect"]', '2{}', '511-["a"]', '3[]', '1"x"']) {
      expect(() => decodeText(wire)).toThrow(malformed);
      expect(() => decodeProtocol5(wire)).toThrow(malformed);
    }
  });

  it('are written', () => {
    expect(encodeConnect('/')).toBe('0');
    expect(encodeConnect('/chat')).toBe('0/chat,');
    expect(encodeError('/x', 'nope')).toBe('4/x,"nope"');
    expect(encodeError('/')).toBe('4');
  });
});

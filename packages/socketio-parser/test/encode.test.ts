import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  encodeAck,
  encodeConnect,
  encodeConnectError,
  encodeDisconnect,
  encodeEvent,
  hasBinary,
  tuple,
} from '../src/index.js';
import { type Vector, withBytes } from './packets.js';
import vectors from './vectors/packets.json' with { type: 'json' };

const invalid = expect.objectContaining({ name: 'SocketIOError', code: 'INVALID_ARGUMENT' });

function encode({ type, namespace, id, data }: Vector) {
  const [event, ...args] = data as [string, ...unknown[]];
  return type === 2 || type === 5
    ? encodeEvent(namespace, event, args, id)
    : encodeAck(namespace, id!, data as unknown[]);
}

describe('a packet', () => {
  it.each(vectors.arrays as Vector[])('is written: $name', (vector) => {
    expect(encode(vector)).toEqual({ text: vector.wire, attachments: undefined });
  });

  it.each(vectors.control as Vector[])('is written: $name', ({ wire, type, namespace, data }) => {
    const written = [
      () => encodeConnect(namespace, data),
      () => encodeDisconnect(namespace),
      undefined,
      undefined,
      () => encodeConnectError(namespace, data),
    ];
    expect(written[type]?.()).toBe(wire);
  });

  it.each(vectors.binary as Vector[])('is written with attachments: $name', (vector) => {
    const bytes: Uint8Array[] = [];
    const data = withBytes(vector.data, bytes);
    expect(encode({ ...vector, data })).toEqual({ text: vector.wire, attachments: bytes });
  });
});

describe('data', () => {
  const wire = (...args: unknown[]) => encodeEvent('/', 'x', args).text;

  it('is what JSON makes of it', () => {
    class Point {
      readonly x = 1;
    }
    const values = [
      undefined,
      null,
      Number.NaN,
      Infinity,
      -0,
      1e21,
      0.1,
      'é',
      '"',
      '\u2028',
      '\ud800',
      'a'.repeat(300),
      '\\'.repeat(300),
      () => 1,
      Symbol('s'),
      new Date(0),
      new Map([[1, 2]]),
      new Set([1]),
      new Point(),
      Object.create(null),
      Object(1),
      Object('s'),
      [undefined, () => 1],
      { a: undefined, b: () => 1 },
      { toJSON: () => [1] },
      new Array(2),
    ];
    for (const value of values) expect(wire(value)).toBe(`2${JSON.stringify(['x', value])}`);
    expect(wire(...values)).toBe(`2${JSON.stringify(['x', ...values])}`);
  });

  it('that JSON cannot take throws to the caller', () => {
    expect(() => wire(1n)).toThrow(TypeError);
    const failing = {
      toJSON() {
        throw new RangeError('mine');
      },
    };
    expect(() => wire(failing)).toThrow('mine');
    expect(() => wire({ nested: [failing] })).toThrow(RangeError);
  });

  it('gets its own JSON codec whole', () => {
    const seen: unknown[] = [];
    const json = { stringify: (value: unknown) => `${seen.push(value)}`, parse: JSON.parse };
    expect(encodeEvent('/', 'x', ['a'], 7, json).text).toBe('271');
    expect(encodeAck('/', 7, [{ b: new Uint8Array(1) }], json).text).toBe('61-72');
    expect(seen).toEqual([['x', 'a'], [{ b: { _placeholder: true, num: 0 } }]]);
  });

  it('may hold a tuple, which is an array where it is nested', () => {
    expect(wire({ pair: tuple(1, 2) })).toBe('2["x",{"pair":[1,2]}]');
  });
});

describe('binary values', () => {
  const attachments = (...args: unknown[]) => encodeEvent('/', 'x', args).attachments?.map((bytes) => [...bytes]);
  const buffer = Uint8Array.of(9, 1, 2, 3, 4, 9).buffer;

  it.each([
    ['Buffer', Buffer.from([1, 2]), [1, 2]],
    ['Uint8Array', Uint8Array.of(1, 2), [1, 2]],
    ['ArrayBuffer', Uint8Array.of(1, 2).buffer, [1, 2]],
    ['Uint8Array over a part of a buffer', new Uint8Array(buffer, 1, 4), [1, 2, 3, 4]],
    ['DataView over a part of a buffer', new DataView(buffer, 1, 2), [1, 2]],
    ['Uint16Array over a part of a buffer', new Uint16Array(buffer, 2, 1), [2, 3]],
    ['Float64Array', new Float64Array(1), [0, 0, 0, 0, 0, 0, 0, 0]],
    ['Uint8ClampedArray', Uint8ClampedArray.of(300), [255]],
    ['an empty buffer', new ArrayBuffer(0), []],
    ['an ArrayBuffer of another realm', runInContext('new Uint8Array([1, 2]).buffer', createContext()), [1, 2]],
    ['a Uint8Array of another realm', runInContext('new Uint8Array([1, 2])', createContext()), [1, 2]],
  ])('may be a %s', (_name, value, bytes) => {
    expect(attachments(value)).toEqual([bytes]);
    expect(attachments({ deep: [{ er: value }] })).toEqual([bytes]);
    expect(hasBinary([value])).toBe(true);
  });

  it('are handed on without a copy', () => {
    const bytes = new Uint8Array(4);
    expect(encodeEvent('/', 'x', [bytes]).attachments?.[0]).toBe(bytes);
  });

  it('are found behind toJSON, which is asked with its key', () => {
    const keys: string[] = [];
    class File {
      toJSON(key: string) {
        keys.push(key);
        return { bytes: Uint8Array.of(7), at: new Date(0) };
      }
    }
    const { text } = encodeEvent('/', 'x', [{ file: new File() }]);
    expect(text).toBe('51-["x",{"file":{"bytes":{"_placeholder":true,"num":0},"at":"1970-01-01T00:00:00.000Z"}}]');
    expect(keys.at(-1)).toBe('file');
    expect(attachments({ toJSON: () => new ArrayBuffer(1) })).toEqual([[0]]);
  });

  it('do not change what stands beside them', () => {
    const beside = { at: new Date(0), n: Object(1), none: undefined, list: [undefined], map: new Map(), nul: null };
    const { text } = encodeEvent('/', 'x', [new Uint8Array(1), beside]);
    expect(text).toBe(`51-${JSON.stringify(['x', { _placeholder: true, num: 0 }, beside])}`);
  });

  it('leave the caller’s data alone', () => {
    const data = { bytes: Uint8Array.of(1), list: [Uint8Array.of(2)] };
    encodeEvent('/', 'x', [data]);
    expect(data).toEqual({ bytes: Uint8Array.of(1), list: [Uint8Array.of(2)] });
  });

  it('that are inherited are left out, as JSON leaves them out', () => {
    const heir = Object.assign(Object.create({ bytes: new Uint8Array(1) }), { own: 1 });
    expect(encodeEvent('/', 'x', [heir])).toEqual({ text: '2["x",{"own":1}]', attachments: undefined });
  });

  it('never set a prototype', () => {
    const data = JSON.parse('{"__proto__":{"polluted":true}}');
    data.bytes = new Uint8Array(1);
    const { text } = encodeEvent('/', 'x', [data]);
    expect(text).toContain('"__proto__":{"polluted":true}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('as a Blob are refused with what to do instead', () => {
    expect(() => wireBlob(new Blob(['x']))).toThrow(invalid);
    expect(() => wireBlob([{ b: new Blob(['x']) }])).toThrow('send await blob.arrayBuffer() instead');
  });

  it('are refused in packets that cannot carry them', () => {
    expect(() => encodeConnect('/', { token: new Uint8Array(1) })).toThrow(invalid);
    expect(() => encodeConnectError('/', { data: new Uint8Array(1) })).toThrow(invalid);
  });

  it('are refused beside data that every receiver would take for a placeholder', () => {
    const fake = { _placeholder: true, num: 99 };
    expect(() => encodeEvent('/', 'x', [new Uint8Array(1), fake])).toThrow(invalid);
    expect(encodeEvent('/', 'x', [fake]).text).toBe('2["x",{"_placeholder":true,"num":99}]');
  });

  function wireBlob(value: unknown) {
    return encodeEvent('/', 'x', [value]);
  }
});

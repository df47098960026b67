import { decode, ExtData, encode, encodeTimeSpecToTimestamp } from '@msgpack/msgpack';
import fc from 'fast-check';
import { Decoder, Encoder } from 'socket.io-msgpack-parser';
import { describe, expect, it } from 'vitest';
import { type PacketFields, PacketType } from '../src/index.js';
import { MsgpackSerializer } from '../src/msgpack/index.js';
import { malformed } from './packets.js';

const serializer = new MsgpackSerializer();
const write = (packet: PacketFields) => serializer.encode(packet).attachments![0]!;
const read = (message: unknown, options = {}) =>
  serializer.createDecoder(options).binary(message instanceof Uint8Array ? message : encode(message))!;
const event = (...args: unknown[]): PacketFields => ({ type: PacketType.EVENT, namespace: '/', data: ['e', ...args] });
/** What the bytes of an event hold, by the measure of another implementation. */
const sent = (...args: unknown[]) => (decode(write(event(...args))) as { data: unknown[] }).data.slice(1);
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
/** An event whose one argument is given in hexadecimal. */
const raw = (argument: string) => hex(`82 a4 74797065 02 a4 64617461 92 a1 65 ${argument}`);
const received = (argument: string) => (read(raw(argument)).data as unknown[])[1];

describe('a packet in MessagePack', () => {
  it('is one binary message: a map of type, data, nsp and id', () => {
    const { text, attachments } = serializer.encode({ type: 2, namespace: '/a', data: ['e', Uint8Array.of(1)], id: 3 });
    expect(text).toBeUndefined();
    expect(attachments).toHaveLength(1);
    expect(decode(attachments![0]!)).toEqual({ type: 2, data: ['e', Uint8Array.of(1)], nsp: '/a', id: 3 });
  });

  it('leaves out what it does not have', () => {
    expect(decode(write({ type: 1, namespace: '/' }))).toEqual({ type: 1, nsp: '/' });
  });

  it('knows no binary types', () => {
    expect(decode(write({ type: 5, namespace: '/', data: ['e'] }))).toMatchObject({ type: 2 });
    expect(decode(write({ type: 6, namespace: '/', data: [], id: 1 }))).toMatchObject({ type: 3 });
  });

  it('may have nil where Python has nothing to say', () => {
    expect(read({ type: 1, nsp: '/', data: null, id: null })).toMatchObject({
      type: 1,
      data: undefined,
      id: undefined,
    });
    expect(read({ type: 0, nsp: null, data: null })).toMatchObject({ namespace: '/', data: undefined });
  });

  it('shows binary values as views of the message', () => {
    const message = Buffer.from(write(event(Uint8Array.of(1, 2, 3))));
    const [, bytes] = read(message).data as [string, Uint8Array];
    expect([...bytes]).toEqual([1, 2, 3]);
    expect(bytes.buffer).toBe(message.buffer);
  });
});

describe('data in MessagePack', () => {
  it.each([
    0,
    1,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    2 ** 32 - 1,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    -1,
    -32,
    -33,
    -128,
    -129,
    -32_768,
    -32_769,
    -(2 ** 31),
    -(2 ** 31) - 1,
    Number.MIN_SAFE_INTEGER,
    0.5,
    -0,
    1e300,
    2 ** 53,
    Infinity,
    -Infinity,
  ])('keeps the number %d', (number) => {
    expect(sent(number)).toEqual([number]);
    expect(read(write(event(number))).data).toEqual(['e', number]);
  });

  it.each([0, 31, 32, 63, 64, 255, 256, 65_535, 65_536])('keeps strings, bytes, arrays and maps of size %d', (size) => {
    const data = [
      'a'.repeat(size),
      '€'.repeat(size),
      new Uint8Array(size).fill(1),
      Array.from({ length: size }, (_, i) => i),
      Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, i])),
    ];
    expect(sent(...data)).toEqual(data);
    expect(read(write(event(...data))).data).toEqual(['e', ...data]);
  });

  it('is what the default serializer would deliver', () => {
    expect(sent(new Date(0), undefined, () => 1, Symbol('s'), Object('s'))).toEqual([
      '1970-01-01T00:00:00.000Z',
      null,
      null,
      null,
      's',
    ]);
    expect(sent({ a: undefined, b: () => 1, c: new Map(), d: { toJSON: () => 'j' } })).toEqual([{ c: {}, d: 'j' }]);
  });

  it('reads the smaller formats that other writers choose', () => {
    expect(received('ca 3fc00000')).toBe(1.5);
    expect(received('cf 0000000000000001')).toBe(1);
    expect(received('d3 ffffffffffffffff')).toBe(-1);
    expect(received('d9 01 61')).toBe('a');
    expect(received('db 00000001 61')).toBe('a');
    expect(received('dd 00000001 01')).toEqual([1]);
    expect(received('df 00000001 a1 61 01')).toEqual({ a: 1 });
    expect(received('81 07 01')).toEqual({ 7: 1 });
  });

  it('sends integers of 64 bits as such, and no larger ones', () => {
    expect(read(write(event(2n ** 63n))).data).toEqual(['e', 2 ** 63]);
    expect(read(write(event(-(2n ** 63n)))).data).toEqual(['e', -(2 ** 63)]);
    expect(() => write(event(2n ** 64n))).toThrow('bigint beyond 64 bits');
    expect(() => write(event(-(2n ** 63n) - 1n))).toThrow('bigint beyond 64 bits');
  });

  it('never sets a prototype', () => {
    const data = received('81 a9 5f5f70726f746f5f5f 81 a1 78 01') as object;
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(Object.keys(data)).toEqual(['__proto__']);
    expect(write(event(data)).includes(0x5f)).toBe(true);
  });

  it('that is circular, too deep or a Blob is refused', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const invalid = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    expect(() => write(event(circle))).toThrow(invalid);
    expect(() => write(event({ deep: new Blob([]) }))).toThrow(invalid);
  });
});

describe('extension types', () => {
  it('read timestamps as dates', () => {
    for (const [sec, nsec] of [
      [1, 0],
      [1_700_000_000, 5e8],
      [2 ** 33, 1e6],
      [2 ** 35, 0],
      [-1, 0],
    ] as const) {
      const timestamp = encode(new ExtData(-1, encodeTimeSpecToTimestamp({ sec, nsec })));
      expect(received(Buffer.from(timestamp).toString('hex'))).toEqual(new Date(sec * 1000 + nsec / 1e6));
    }
  });

  it('read what the official serializer writes for undefined, dates and typed arrays', () => {
    expect(received('d4 00 00')).toBeUndefined();
    expect(received('d7 00 0000 0000 0000 03e8')).toEqual(new Date(1000));
    expect(received('c7 02 00 0102')).toEqual(Uint8Array.of(1, 2));
  });

  it('of the application come and go through its own functions', () => {
    class Money {
      readonly cents: number;
      constructor(cents: number) {
        this.cents = cents;
      }
    }
    const own = new MsgpackSerializer({
      extension: {
        encode: (value) => (value instanceof Money ? { type: 5, data: Uint8Array.of(value.cents) } : undefined),
        decode: (type, data) => {
          if (type !== 5) throw new TypeError(`type ${type}`);
          return new Money(data[0]!);
        },
      },
    });
    const message = own.encode(event({ price: new Money(99) })).attachments![0]!;
    expect(own.createDecoder().binary(message)?.data).toEqual(['e', { price: new Money(99) }]);
    expect(() => own.createDecoder().binary(raw('d4 06 00'))).toThrow(malformed);
  });

  it('that nobody knows are refused', () => {
    expect(() => received('d4 05 00')).toThrow('unknown MessagePack extension type 5');
    expect(() => received('d4 ff 00')).toThrow('timestamp of 1 bytes');
  });
});

describe('hostile MessagePack', () => {
  it.each([
    ['nothing', ''],
    ['no map', '93 02 a1 65 01'],
    ['a scalar', '01'],
    ['an unused first byte', 'c1'],
    ['a string that is cut off', 'a5 61'],
    ['an array of four billion items', 'dd ffffffff'],
    ['a map of four billion entries', 'df ffffffff'],
    ['four billion bytes', 'c6 ffffffff'],
    ['something behind the packet', '82 a4 74797065 01 a3 6e7370 a1 2f 00'],
    ['a map as key', '81 80 01'],
  ])('is refused: %s', (_name, bytes) => {
    expect(() => read(hex(bytes))).toThrow(malformed);
  });

  it.each([
    ['no type', { nsp: '/', data: ['e'] }],
    ['a binary type', { type: 5, nsp: '/', data: ['e'] }],
    ['a negative type', { type: -1, nsp: '/', data: ['e'] }],
    ['a fractional type', { type: 2.5, nsp: '/', data: ['e'] }],
    ['a type as text', { type: '2', nsp: '/', data: ['e'] }],
    ['a namespace without slash', { type: 2, nsp: 'a', data: ['e'] }],
    ['a namespace that is no text', { type: 2, nsp: ['/'], data: ['e'] }],
    ['a very long namespace', { type: 2, nsp: `/${'n'.repeat(1024)}`, data: ['e'] }],
    ['a reserved event', { type: 2, nsp: '/', data: ['connect'] }],
    ['an event without name', { type: 2, nsp: '/', data: [] }],
    ['an event that is no array', { type: 2, nsp: '/', data: { 0: 'e', length: 1 } }],
    ['an ack without id', { type: 3, nsp: '/', data: [] }],
    ['an id as text', { type: 2, nsp: '/', data: ['e'], id: '1' }],
    ['a negative id', { type: 2, nsp: '/', data: ['e'], id: -1 }],
    ['an endless id', { type: 2, nsp: '/', data: ['e'], id: Infinity }],
    ['CONNECT with text', { type: 0, nsp: '/', data: 'token' }],
    ['CONNECT with an id', { type: 0, nsp: '/', id: 1 }],
  ])('is refused: %s', (_name, packet) => {
    expect(() => read(packet)).toThrow(malformed);
  });

  it('is refused where a string is no UTF-8', () => {
    expect(() => received('a2 c328')).toThrow('no UTF-8');
  });

  it('is refused as text', () => {
    expect(() => serializer.createDecoder().text('2["e"]')).toThrow('does the peer use the msgpack serializer too?');
  });

  it('is bounded in depth', () => {
    const nested = (depth: number) => raw(`${'91'.repeat(depth)}01`);
    expect(read(nested(999)).data).toHaveLength(2);
    expect(() => read(nested(1000))).toThrow('nested too deep');
    expect(() => read(nested(500_000))).toThrow('nested too deep');
    expect(() => read(raw('9191 01'), { maxDepth: 2 })).toThrow('nested too deep');
  });

  it('costs no memory for what it only announces', () => {
    const arrays = raw('dd 000f4240'.repeat(900));
    const before = process.memoryUsage().rss;
    expect(() => read(arrays)).toThrow(malformed);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('never throws anything but a packet error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        for (const message of [bytes, Uint8Array.from([...raw(''), ...bytes])]) {
          try {
            read(message);
          } catch (error) {
            expect(error).toMatchObject({ name: 'PacketError' });
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('beside socket.io-msgpack-parser', () => {
  const packets: PacketFields[] = [
    { type: 0, namespace: '/' },
    { type: 0, namespace: '/a', data: { token: 'x' } },
    { type: 1, namespace: '/a' },
    { type: 2, namespace: '/', data: ['e', 1, 'two', { three: [3.5, null, true] }, Buffer.from([1, 2])], id: 300 },
    { type: 3, namespace: '/', data: [], id: 0 },
    { type: 4, namespace: '/a', data: { message: 'no' } },
  ];

  it.each(packets)('what we write, it reads: %o', (packet) => {
    let result: unknown;
    const decoder = new Decoder();
    decoder.on('decoded', (decoded: unknown) => {
      result = decoded;
    });
    decoder.add(Buffer.from(write(packet)));
    const { namespace, ...rest } = packet;
    expect(result).toEqual({ nsp: namespace, ...rest });
  });

  it.each(packets)('what it writes, we read: %o', ({ namespace, ...packet }) => {
    const [message] = new Encoder().encode({ nsp: namespace, ...packet }) as unknown as [Uint8Array];
    expect(read(new Uint8Array(message))).toMatchObject({
      namespace,
      ...packet,
      ...(packet.type === 2 ? { data: ['e', 1, 'two', { three: [3.5, null, true] }, Uint8Array.of(1, 2)] } : {}),
    });
  });
});

import { DefaultSerializer, type Packet, PacketType } from '@x/socketio-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireSerializer } from '../src/wire.js';

const ours = new WireSerializer();
const theirs = new DefaultSerializer();

/** What a decoder makes of messages: packets, or a refusal. */
function decode(serializer: WireSerializer | DefaultSerializer, messages: readonly (string | Uint8Array)[]): unknown {
  const decoder = serializer.createDecoder();
  const packets: (Packet | undefined)[] = [];
  try {
    for (const message of messages) {
      packets.push(typeof message === 'string' ? decoder.text(message) : decoder.binary(message));
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'MALFORMED_PACKET' });
    return 'refused';
  }
  return packets;
}

/** Some bytes come as a Buffer, the same as a Uint8Array from the other. */
const toArray = (part: Uint8Array) => [...part];

function countBytes(value: unknown): number {
  if (value instanceof Uint8Array) return 1;
  return typeof value === 'object' && value ? Object.values(value).reduce((sum, item) => sum + countBytes(item), 0) : 0;
}

const bytes = fc.uint8Array({ maxLength: 8 }).map((array) => Buffer.from(array));
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    bytes,
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), tie('data'), { maxKeys: 3 }),
  ),
}));
const namespace = fc.constantFrom('/', '/a', '/deep/er');
const id = fc.option(fc.nat(), { nil: undefined });
const packet = fc.oneof(
  fc.record({
    type: fc.constant(PacketType.EVENT),
    namespace,
    id,
    data: fc.array(data, { maxLength: 3 }).map((args) => ['e', ...args]),
  }),
  fc.record({ type: fc.constant(PacketType.ACK), namespace, id: fc.nat(), data: fc.array(data, { maxLength: 3 }) }),
);

describe('the wire format of clients and the parser of servers agree', () => {
  test('on every packet that can be sent', () => {
    fc.assert(
      fc.property(packet, (fields) => {
        fc.pre(countBytes(fields.data) <= 10);
        const [mine, yours] = [ours.encode(fields), theirs.encode(fields)];
        expect([mine.text, mine.attachments?.map(toArray)]).toEqual([yours.text, yours.attachments?.map(toArray)]);
        const messages = [mine.text!, ...(mine.attachments ?? [])];
        expect(decode(ours, messages)).toEqual(decode(theirs, messages));
      }),
    );
  });

  test.each([
    '',
    '0',
    '0/a',
    '0/a,',
    '0/a?x=1,',
    '0{"sid":"x"}',
    '0/a,{"sid":"x"}',
    '0[]',
    '0"x"',
    '05',
    '1',
    '1/a,',
    '1{}',
    '1[]',
    '11',
    '2',
    '2[]',
    '2{}',
    '2null',
    '2["e"]',
    '2[7]',
    '2[{"toString":"x"}]',
    '2["connect"]',
    '2["disconnect","x"]',
    '2["*"]',
    '2/a,["e",1]',
    '212["e"]',
    '2/a,12["e"]',
    '2-["e"]',
    '21-["e"]',
    '2abc["e"]',
    '3[]',
    '30[]',
    '3/a,5[1]',
    '30{}',
    '30',
    '4',
    '4"x"',
    '4{"message":"x"}',
    '4[]',
    '41',
    '5',
    '5["e"]',
    '51["e"]',
    '50-["e"]',
    '50-["e",{"_placeholder":true,"num":0}]',
    '511-["e"]',
    '5999999999999-["e"]',
    '5-["e"]',
    '60-0[]',
    '60-[]',
    '7',
    'x',
    '9[]',
    '2["e",{"__proto__":{"a":1}}]',
    '2["e"',
    '2["e"]]',
    `2${'1'.repeat(17)}["e"]`,
    '2["é 😀\\u0000"]',
    '42["e"]',
    ' 2["e"]',
    '2 ["e"]',
    '2["e"]\n',
  ])('on the text %j', (text) => {
    expect(decode(ours, [text])).toEqual(decode(theirs, [text]));
  });

  test.each([
    [['51-["e",{"_placeholder":true,"num":0}]', Buffer.from([1])]],
    [['51-["e",{"_placeholder":true,"num":1}]', Buffer.from([1])]],
    [['51-["e",{"_placeholder":true,"num":-1}]', Buffer.from([1])]],
    [['51-["e",{"_placeholder":true,"num":"0"}]', Buffer.from([1])]],
    [['51-["e",{"_placeholder":1,"num":0}]', Buffer.from([1])]],
    [['51-["e",{"_placeholder":true,"num":"length"}]', Buffer.from([1])]],
    [
      [
        '52-["e",[{"_placeholder":true,"num":1}],{"__proto__":{"_placeholder":true,"num":0}}]',
        Buffer.from([1]),
        Buffer.from([2]),
      ],
    ],
    [['51-["e"]', '2["f"]']],
    [[Buffer.from([1])]],
    [['61-/a,3[{"_placeholder":true,"num":0}]', Buffer.from([])]],
  ])('on the messages %j', (messages) => {
    const [mine, yours] = [decode(ours, messages), decode(theirs, messages)];
    // A wrong placeholder is found with the text by one, with the last attachment by the other.
    expect(mine).toEqual(yours);
  });

  test('on what cannot be sent', () => {
    const circular: unknown[] = [];
    circular.push(circular);
    const cases: unknown[] = [circular, new Blob([]), 1n, { _placeholder: true, num: 0, b: Buffer.from([1]) }];
    for (const value of cases) {
      const fields = { type: PacketType.EVENT, namespace: '/', data: ['e', value] };
      expect(() => theirs.encode(fields)).toThrow();
      expect(() => ours.encode(fields)).toThrow();
    }
    const auth = { type: PacketType.CONNECT, namespace: '/', data: { key: Buffer.from([1]) } };
    expect(() => theirs.encode(auth)).toThrow('binary');
    expect(() => ours.encode(auth)).toThrow('binary');
  });

  test('on values that JSON takes in its own way', () => {
    const values = [
      new Date(0),
      { toJSON: () => Buffer.from([1]) },
      { a: undefined, f() {} },
      [undefined, Number.NaN],
      new Map(),
      new DataView(new ArrayBuffer(2)),
      Object.create(null),
      new Uint16Array([1, 2]),
    ];
    for (const value of values) {
      const fields = { type: PacketType.EVENT, namespace: '/', data: ['e', value] };
      const [mine, yours] = [ours.encode(fields), theirs.encode(fields)];
      expect([mine.text, mine.attachments?.map(toArray)]).toEqual([yours.text, yours.attachments?.map(toArray)]);
    }
  });
});

test.each([10, 11])('%d attachments are as many as receivers take, or refused here', (count) => {
  const fields = {
    type: PacketType.EVENT,
    namespace: '/',
    data: ['e', ...Array(count).fill(new Uint8Array(1))],
  } as const;
  const encode = () => ours.encode({ ...fields, id: undefined }).attachments?.length;
  if (count <= 10) expect(encode()).toBe(count);
  else
    expect(encode).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('11') }),
    );
});

const circular: unknown[] = [];
circular.push(circular);
test.each([
  ['a bigint', 1n],
  ['a bigint beside bytes', [1n, new Uint8Array(1)]],
  ['a circle', circular],
  ['a circle beside bytes', [new Uint8Array(1), circular]],
  ['a toJSON that throws', { toJSON: () => Promise.reject.call(undefined) }],
  [
    'a getter that throws nothing',
    {
      get value() {
        throw undefined;
      },
    },
  ],
])('%s is refused as an argument', (_name, value) => {
  const encode = () => ours.encode({ type: PacketType.EVENT, namespace: '/', data: ['e', value], id: undefined });
  expect(encode).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});

import fc from 'fast-check';
import { Decoder, Encoder } from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import { DefaultSerializer, type Packet, PacketDecoder, type PacketFields, PacketType } from '../src/index.js';
import { MsgpackSerializer } from '../src/msgpack/index.js';
import { fieldsOf } from './packets.js';

const bytes = fc.uint8Array({ maxLength: 20 });
/** What survives JSON: no negative zero, no `__proto__` (equality does not see it), no undefined. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    bytes,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;
const namespaces = fc.constantFrom('/', '/chat', '/a-1', '/__proto__', '/räum');
const ids = fc.nat();
const events = fc.record({
  type: fc.constant(PacketType.EVENT),
  namespace: namespaces,
  data: fc
    .tuple(
      fc.string().map((name) => `e${name}`),
      fc.array(values, { maxLength: 3 }),
    )
    .map(([e, args]) => [e, ...args]),
  id: fc.option(ids, { nil: undefined }),
});
const acks = fc.record({
  type: fc.constant(PacketType.ACK),
  namespace: namespaces,
  data: fc.array(values, { maxLength: 3 }),
  id: ids,
});
const packets: fc.Arbitrary<PacketFields> = fc.oneof(events, acks);

function plainType(type: number): number {
  return type === PacketType.BINARY_EVENT ? PacketType.EVENT : type === PacketType.BINARY_ACK ? PacketType.ACK : type;
}

function read(decoder: ReturnType<DefaultSerializer['createDecoder']>, messages: (string | Uint8Array)[]): Packet {
  const results = messages.map((message) =>
    typeof message === 'string' ? decoder.text(message) : decoder.binary(message),
  );
  expect(results.filter((result) => result !== undefined)).toHaveLength(1);
  return results.at(-1)!;
}

describe.each([
  ['default', new DefaultSerializer()],
  ['msgpack', new MsgpackSerializer()],
])('the %s serializer', (_name, serializer) => {
  it('gives every packet back as it was', () => {
    const decoder = serializer.createDecoder({ maxAttachments: 1000 });
    fc.assert(
      fc.property(packets, (packet) => {
        const { text, attachments } = serializer.encode(packet);
        const result = read(decoder, [...(text === undefined ? [] : [text]), ...(attachments ?? [])]);
        expect({ ...fieldsOf(result), type: plainType(result.type) }).toEqual({ id: undefined, ...packet });
      }),
    );
  });

  it.each([
    { type: PacketType.CONNECT, namespace: '/', data: undefined },
    { type: PacketType.CONNECT, namespace: '/a', data: { token: 'x' } },
    { type: PacketType.DISCONNECT, namespace: '/a', data: undefined },
    { type: PacketType.CONNECT_ERROR, namespace: '/', data: { message: 'no', data: [1] } },
  ])('gives control packets back: %o', (packet) => {
    const { text, attachments } = serializer.encode(packet);
    const result = read(serializer.createDecoder(), text === undefined ? [...attachments!] : [text]);
    expect(fieldsOf(result)).toEqual({ id: undefined, ...packet });
  });
});

describe('beside socket.io-parser', () => {
  it('what we write, it reads', () => {
    const serializer = new DefaultSerializer();
    fc.assert(
      fc.property(packets, (packet) => {
        const { text, attachments } = serializer.encode(packet);
        const decoder = new Decoder({ maxAttachments: 1000 });
        let result: unknown;
        decoder.on('decoded', (decoded) => {
          result = decoded;
        });
        for (const message of [text!, ...(attachments ?? [])]) decoder.add(message);
        expect(result).toMatchObject({ nsp: packet.namespace, data: packet.data });
      }),
    );
  });

  it('what it writes, we read', () => {
    fc.assert(
      fc.property(packets, ({ namespace, ...packet }) => {
        const messages = new Encoder().encode({ ...packet, nsp: namespace } as never) as (string | Uint8Array)[];
        const result = read(new PacketDecoder({ maxAttachments: 1000 }), messages);
        expect({ ...fieldsOf(result), type: plainType(result.type) }).toEqual({ id: undefined, namespace, ...packet });
      }),
    );
  });
});

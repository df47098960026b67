import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBinaryFrame,
  decodeBinaryPayload,
  decodePacket,
  decodePayload,
  encodeBinaryFrame,
  encodeBinaryPayload,
  encodePacket,
  encodePayload,
  Packet,
  PacketType,
} from '../src/v3/index.js';
import { fromVector, toVector, type Vector } from './packets.js';
import vectors from './vectors/v3.json' with { type: 'json' };

interface Case {
  readonly name: string;
  readonly packets: Vector[];
}
const strings = vectors.string as unknown as (Case & { wire: string })[];
const tolerated = vectors.tolerated as unknown as (Case & { wire: string })[];
const binaries = vectors.binary as unknown as (Case & { hex: string })[];
const malformed = expect.objectContaining({ code: 'MALFORMED_PACKET' });

const packetLists = fc.array(
  fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 6 }), fc.string({ unit: 'grapheme' })),
    fc.tuple(fc.constant(PacketType.MESSAGE), fc.array(fc.integer({ min: 0, max: 255 }))),
  ),
  { minLength: 1, maxLength: 30 },
);

describe('a string payload', () => {
  it.each(strings)('is written: $name', ({ wire, packets }) => {
    expect(encodePayload(packets.map(fromVector))).toBe(wire);
  });

  it.each([...strings, ...tolerated])('is read: $name', ({ wire, packets }) => {
    expect(decodePayload(wire).map(toVector)).toEqual(packets);
  });

  it.each(vectors.malformed)('is refused as a whole: $name', ({ wire }) => {
    expect(() => decodePayload(wire)).toThrow(malformed);
  });

  it('is an empty batch when there is nothing to say', () => {
    expect(encodePayload([])).toBe('0:');
  });

  it('holds as many packets as allowed, and not one more', () => {
    expect(decodePayload('1:21:2', { maxPackets: 2 })).toHaveLength(2);
    expect(() => decodePayload('1:21:2', { maxPackets: 1 })).toThrow('more than 1 packets');
  });

  it('survives the way to text and back', () => {
    fc.assert(
      fc.property(packetLists, (expected: Vector[]) => {
        expect(decodePayload(encodePayload(expected.map(fromVector))).map(toVector)).toEqual(expected);
      }),
    );
  });

  // One packet only: of several, code units may happen to make sense too, and then they win.
  it('with its length in bytes is read where code units make no sense of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '€', '😀') }), (text) => {
        expect(decodePayload(`${Buffer.byteLength(text) + 1}:4${text}`).map(({ data }) => data)).toEqual([text]);
      }),
    );
  });
});

describe('a binary payload', () => {
  it.each(binaries)('is written: $name', ({ hex, packets }) => {
    expect(Buffer.from(encodeBinaryPayload(packets.map(fromVector))).toString('hex')).toBe(hex);
  });

  it.each(binaries)('is read: $name', ({ hex, packets }) => {
    expect(decodeBinaryPayload(Buffer.from(hex, 'hex')).map(toVector)).toEqual(packets);
  });

  it.each(vectors.malformedBinary)('is refused as a whole: $name', ({ hex }) => {
    expect(() => decodeBinaryPayload(Buffer.from(hex, 'hex'))).toThrow(malformed);
  });

  it('holds as many packets as allowed, and not one more', () => {
    const payload = encodeBinaryPayload([new Packet(PacketType.PING), new Packet(PacketType.PING)]);
    expect(decodeBinaryPayload(payload, { maxPackets: 2 })).toHaveLength(2);
    expect(() => decodeBinaryPayload(payload, { maxPackets: 1 })).toThrow('more than 1 packets');
  });

  it('survives the way to bytes and back', () => {
    fc.assert(
      fc.property(packetLists, (expected: Vector[]) => {
        expect(decodeBinaryPayload(encodeBinaryPayload(expected.map(fromVector))).map(toVector)).toEqual(expected);
      }),
    );
  });

  it('never throws anything but a packet error', () => {
    const byte = fc.oneof(fc.constantFrom(0, 1, 2, 4, 9, 0xff, 0x34), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(byte), (bytes) => {
        try {
          decodeBinaryPayload(Uint8Array.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ name: 'PacketError' });
        }
      }),
    );
  });
});

describe('over WebSocket', () => {
  it('bytes follow their type', () => {
    expect([...encodeBinaryFrame(Uint8Array.of(1, 2))]).toEqual([4, 1, 2]);
    expect(toVector(decodeBinaryFrame(Uint8Array.of(4, 1, 2)))).toEqual([4, [1, 2]]);
    expect(() => decodeBinaryFrame(new Uint8Array())).toThrow(malformed);
    expect(() => decodeBinaryFrame(Uint8Array.of(2))).toThrow(malformed);
  });

  it('bytes are base64 for peers that take text only', () => {
    expect(encodePacket(new Packet(PacketType.MESSAGE, Uint8Array.of(1, 2, 3, 4)))).toBe('b4AQIDBA==');
    expect(toVector(decodePacket('b4AQIDBA=='))).toEqual([4, [1, 2, 3, 4]]);
  });

  it('a ping may carry data, which the pong repeats', () => {
    expect(toVector(decodePacket('2probe'))).toEqual([2, 'probe']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePayload, encodePayload, type Packet, PacketType, SEPARATOR } from '../src/index.js';
import { fromVector, toVector, type Vector } from './packets.js';
import vectors from './vectors/payloads.json' with { type: 'json' };

const good = vectors.payloads as unknown as { name: string; wire: string; packets: Vector[] }[];

describe('a payload', () => {
  it.each(good)('is written: $name', ({ wire, packets }) => {
    expect(encodePayload(packets.map(fromVector))).toBe(wire);
  });

  it.each(good)('is read: $name', ({ wire, packets }) => {
    expect(decodePayload(wire).map(toVector)).toEqual(packets);
  });

  it.each(vectors.malformed)('is refused as a whole: $name', ({ wire }) => {
    expect(() => decodePayload(wire)).toThrow(expect.objectContaining({ code: 'MALFORMED_PACKET' }));
  });

  it('holds as many packets as allowed, and not one more', () => {
    const payload = ['4a', '4b', '4c'].join(SEPARATOR);
    expect(decodePayload(payload, { maxPackets: 3 })).toHaveLength(3);
    expect(() => decodePayload(payload, { maxPackets: 2 })).toThrow('payload holds more than 2 packets');
  });

  it('holds 10,000 packets unless told otherwise', () => {
    const payload = '4\x1e'.repeat(9_999);
    expect(decodePayload(`${payload}4`)).toHaveLength(10_000);
    expect(() => decodePayload(`${payload}4${SEPARATOR}4`)).toThrow('more than 10000');
  });

  it('survives the way to text and back', () => {
    // The separator cannot be escaped: a message that holds it cannot travel in a payload.
    const text = fc.string({ unit: 'binary' }).filter((data) => !data.includes(SEPARATOR));
    const textPacket = fc.tuple(fc.integer({ min: 0, max: 6 }), text);
    const binaryPacket = fc.tuple(fc.constant(PacketType.MESSAGE), fc.array(fc.integer({ min: 0, max: 255 })));
    const packets = fc.array(fc.oneof(textPacket, binaryPacket), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(packets, (expected: Vector[]) => {
        expect(decodePayload(encodePayload(expected.map(fromVector))).map(toVector)).toEqual(expected);
      }),
    );
  });

  it('never throws anything but a packet error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\x1e', 'b', '4', 'A', '=', '\ud800', '😀') }), (wire) => {
        let packets: Packet[] = [];
        try {
          packets = decodePayload(wire);
        } catch (error) {
          expect(error).toMatchObject({ name: 'PacketError' });
        }
        if (packets.length > 0) expect(encodePayload(packets)).toBe(wire);
      }),
    );
  });
});

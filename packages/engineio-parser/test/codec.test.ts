import { expect, it } from 'vitest';
import { decodePacket, decodePayload, encodePayload, Packet, PacketType } from '../src/index.js';

it('reads and writes a mixed payload', () => {
  const packets = [
    new Packet(PacketType.MESSAGE, 'hello'),
    new Packet(PacketType.MESSAGE, Uint8Array.of(1, 2, 3, 4)),
    new Packet(PacketType.PING),
  ];
  const payload = '4hello\x1ebAQIDBA==\x1e2';
  expect(encodePayload(packets)).toBe(payload);
  const read = decodePayload(payload);
  expect(read.map((packet) => packet.type)).toEqual([4, 4, 2]);
  expect([...(read[1]!.data as Uint8Array)]).toEqual([1, 2, 3, 4]);
});

it.each(['', '7', 'x', 'b=', 'bA', 'bAQ', '4\x1e'])('refuses %j', (wire) => {
  expect(() => decodePayload(wire)).toThrow(expect.objectContaining({ code: 'MALFORMED_PACKET' }));
});

it('reads the empty binary message', () => {
  expect(decodePacket('b').data).toHaveLength(0);
});

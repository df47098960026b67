import { describe, expect, it } from 'vitest';
import { decodePacket, encodeBinaryPart, encodePacket, PacketError, type PacketType } from '../src/index.js';
import vectors from './vectors/packets.json' with { type: 'json' };

describe('a text packet', () => {
  it.each(vectors.text)('is written: $name', ({ wire, type, data }) => {
    expect(encodePacket(type as PacketType, data)).toBe(wire);
  });

  it.each(vectors.text)('is read: $name', ({ wire, type, data }) => {
    expect(decodePacket(wire)).toEqual({ type, data });
  });
});

describe('a binary message in a payload', () => {
  it.each(vectors.binary)('is written: $name', ({ wire, bytes }) => {
    expect(encodeBinaryPart(Uint8Array.from(bytes))).toBe(wire);
  });

  it.each(vectors.binary)('is read: $name', ({ wire, bytes }) => {
    const { type, data } = decodePacket(wire);
    expect([type, ...(data as Uint8Array)]).toEqual([4, ...bytes]);
  });

  it('shows the bytes of a view, not those of the buffer behind it', () => {
    expect(encodeBinaryPart(Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4))).toBe('bAQID');
  });
});

describe('a malformed packet', () => {
  it.each(vectors.malformed)('is refused: $name', ({ wire }) => {
    expect(() => decodePacket(wire)).toThrow(PacketError);
  });

  it('says what is wrong', () => {
    expect(() => decodePacket('')).toThrow('empty Engine.IO packet');
    expect(() => decodePacket('"x')).toThrow('unknown Engine.IO packet type "\\""');
    expect(() => decodePacket('b?')).toThrow('invalid base64 in a binary packet of 1 characters');
  });

  it('is an error of the family that all packages share', () => {
    const error = new PacketError('no');
    expect(error).toMatchObject({ name: 'PacketError', code: 'MALFORMED_PACKET', message: 'no' });
    expect(Symbol.for('@x/socketio-error') in error).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as node from '../src/bytes/node.js';
import * as portable from '../src/bytes/portable.js';

describe.each([
  ['Node', node],
  ['every other platform', portable],
])('bytes on %s', (_platform, bytes) => {
  it('agree with Node on base64, whatever the length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        const text = bytes.encodeBase64(data);
        expect(text).toBe(Buffer.from(data).toString('base64'));
        expect([...bytes.decodeBase64(text)]).toEqual([...data]);
      }),
    );
  });

  it('agree with Node on base64 of megabytes', () => {
    const data = new Uint8Array(1_000_001).map((_, i) => i);
    const text = bytes.encodeBase64(data);
    expect(Buffer.compare(Buffer.from(text, 'base64'), data)).toBe(0);
    expect(Buffer.compare(bytes.decodeBase64(text), data)).toBe(0);
  });

  it('refuse every second spelling of the same bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'Q', 'R', '/', '+', '=', '-', ' ', 'é') }), (text) => {
        let data: Uint8Array | undefined;
        try {
          data = bytes.decodeBase64(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'MALFORMED_PACKET' });
        }
        if (data !== undefined) expect(bytes.encodeBase64(data)).toBe(text);
      }),
    );
  });

  it('agree with Node on UTF-8 and its length, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\ud83d', '\ude00', '\ufeff') }), (text) => {
        const expected = Buffer.from(text);
        expect([...bytes.encodeUtf8(text)]).toEqual([...expected]);
        expect(bytes.utf8Length(text)).toBe(expected.length);
        expect(bytes.decodeUtf8(expected)).toBe(expected.toString());
      }),
    );
  });
});

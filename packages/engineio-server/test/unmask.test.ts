import { describe, expect, it } from 'vitest';
import { rotated, unmask } from '../src/websocket/unmask.js';

const LONGEST = 1100;
const masks = [0, 1, 0x0102_0304, 0x8000_0000 | 0, 0xff00_00ff | 0, 0x7fff_ffff, -1, 0x9f3c_05e1 | 0];
/** What stands in front of the content and behind it must stay as it is. */
const MARGIN = 8;

/** As RFC 6455, section 5.3, has it. */
function naive(bytes: Uint8Array, start: number, end: number, mask: number): void {
  const key = [mask >>> 24, (mask >>> 16) & 255, (mask >>> 8) & 255, mask & 255];
  for (let i = start; i < end; i++) bytes[i]! ^= key[(i - start) % 4]!;
}

function original(): Buffer {
  return Buffer.from(new Uint8Array(MARGIN + LONGEST + MARGIN).map((_, i) => (i * 151 + (i >> 3)) & 255).buffer);
}

describe.each(masks)('the mask %i', (mask) => {
  it.each([0, 1, 2, 3])('comes off whatever length, from %i bytes past a word on', (offset) => {
    const start = 4 + offset;
    for (let length = 0; length <= LONGEST; length++) {
      const bytes = original();
      const expected = original();
      naive(expected, start, start + length, mask);
      unmask(bytes, start, start + length, mask);
      if (!bytes.equals(expected)) expect.fail(`${length} bytes from ${start} on are not those of the naive loop`);
    }
  });

  it('comes off a view that begins anywhere in its memory', () => {
    for (let offset = 0; offset < 4; offset++) {
      const bytes = original().subarray(offset);
      const expected = Buffer.from(bytes);
      naive(expected, 3, 1003, mask);
      unmask(bytes, 3, 1003, mask);
      expect(bytes.equals(expected)).toBe(true);
    }
  });

  it('goes on in a second chunk where the first one ended', () => {
    for (let cut = 0; cut <= 9; cut++) {
      const bytes = original();
      const expected = original();
      naive(expected, 0, 1000, mask);
      unmask(bytes, 0, cut, mask);
      unmask(bytes, cut, 1000, rotated(mask, cut));
      expect(bytes.equals(expected)).toBe(true);
    }
  });
});

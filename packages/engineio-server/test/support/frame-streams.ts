import fc from 'fast-check';
import {
  BINARY,
  BINARY_FRAGMENT,
  CLOSE,
  frame,
  LAST,
  MIDDLE,
  PING,
  PONG,
  TEXT,
  TEXT_FRAGMENT,
} from './client-frames.js';

const mask = fc.oneof(fc.constant(0), fc.nat(0xffff_ffff));
const lengthBytes = fc.constantFrom(undefined, undefined, undefined, 8 as const);
const options = fc.record({ mask, lengthBytes });

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', '4', '4héllo', '\ufeff4', '4\ufffd', '4\u0000', '\u{1f600}', '漢字'.repeat(30)),
  fc.integer({ min: 100, max: 140 }).map((length) => 'é'.repeat(length / 2)),
);
const illFormed = fc
  .constantFrom('ff', 'c080', 'eda080', 'f4908080', 'e282', '34c3', 'f09f98', '80', 'f8888080', 'edb080')
  .map((hex) => Buffer.from(hex, 'hex'));
const text = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(fc.constantFrom('', '4', '4', '4'), words).map((parts) => Buffer.from(parts.join(''))),
  },
  { weight: 1, arbitrary: illFormed },
);
const bytes = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ maxLength: 80 }).map((array) => Buffer.from(array)) },
  { weight: 2, arbitrary: fc.integer({ min: 100, max: 1100 }).map((length) => Buffer.alloc(length, 'abc')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(16_384, 40_000, 65_535, 65_536, 90_000).map((length) => Buffer.alloc(length, 'xyz')),
  },
);

const control = fc
  .tuple(fc.constantFrom(PING, PONG), fc.uint8Array({ maxLength: 125 }), options)
  .map(([first, content, rest]) => frame(first, content, { ...rest, lengthBytes: undefined }));

/** A message in one frame or in several, with control frames between these. */
const message = fc
  .record({
    isText: fc.boolean(),
    text,
    bytes,
    cuts: fc.array(fc.nat(1100), { maxLength: 5 }),
    between: fc.array(fc.option(control), { maxLength: 5 }),
    options,
  })
  .map(({ isText, cuts, between, options, ...content }) => {
    const whole = isText ? content.text : content.bytes;
    const points = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
    const frames: Buffer[] = [];
    for (let i = 1; i < points.length; i++) {
      const isLast = i === points.length - 1;
      const opcode = i > 1 ? MIDDLE : isText ? TEXT_FRAGMENT : BINARY_FRAGMENT;
      frames.push(frame(isLast ? opcode | LAST : opcode, whole.subarray(points[i - 1], points[i]), options));
      const control = between[i - 1];
      if (!isLast && control != null) frames.push(control);
    }
    return Buffer.concat(frames);
  });

const closing = fc
  .tuple(
    fc.oneof(fc.constantFrom(1000, 1001, 1004, 1005, 1006, 1014, 1015, 2999, 3000, 4999, 5000), fc.nat(65_535)),
    fc.oneof(
      fc.string({ maxLength: 40 }).map((reason) => Buffer.from(reason)),
      illFormed,
    ),
    fc.constantFrom(0, 1, 2, 2, 2),
  )
  .map(([code, reason, from]) => {
    const content = Buffer.concat([Buffer.from([code >> 8, code & 255]), reason]);
    return frame(CLOSE, from === 2 ? content : content.subarray(0, from));
  });

/** One rule broken, or none by chance. */
const broken = fc.oneof(
  fc
    .tuple(fc.nat(255), fc.uint8Array({ maxLength: 140 }), mask)
    .map(([first, content, mask]) => frame(first, content, { mask })),
  fc.constantFrom(TEXT, PING, CLOSE).map((first) => frame(first, 'ab', { mask: undefined })),
  fc
    .tuple(fc.constantFrom(PING, CLOSE, TEXT), fc.constantFrom(2 as const, 8 as const))
    .map(([first, lengthBytes]) => frame(first, 'ab', { lengthBytes })),
  fc
    .constantFrom(0x7fff_ffff, 2n ** 32n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n)
    .map((announced) => frame(BINARY, 'ab', { announced, lengthBytes: 8 })),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((noise) => Buffer.from(noise)),
);

/** What a client may send: messages, control frames, goodbyes, and now and then what breaks a rule. */
export const frames = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: message },
      { weight: 4, arbitrary: control },
      { weight: 1, arbitrary: closing },
      { weight: 1, arbitrary: broken },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((frames) => Buffer.concat(frames));

/** Sizes of the pieces that it comes in. */
export const sizes = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 }),
  fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 10 }),
  fc.array(fc.constantFrom(1, 2, 7, 65_536), { minLength: 1, maxLength: 10 }),
);

/** Pieces of the given sizes, over and over, in at most a thousand of them. */
export function cut(whole: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < whole.length; i++) {
    const size = i < 1000 ? sizes[i % sizes.length]! : whole.length;
    chunks.push(whole.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

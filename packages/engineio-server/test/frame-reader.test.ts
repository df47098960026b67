import { constants } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { FrameReader } from '../src/websocket/frame-reader.js';
import {
  BINARY,
  BINARY_FRAGMENT,
  CLOSE,
  closeFrame,
  frame,
  LAST,
  MIDDLE,
  PING,
  PONG,
  TEXT,
  TEXT_FRAGMENT,
} from './support/client-frames.js';
import { Reading } from './support/frame-log.js';

/** Every way to cut the bytes in two, and into single ones. */
function cuts(bytes: Buffer): Buffer[][] {
  const single = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  return [...single.map((_, i) => [bytes.subarray(0, i), bytes.subarray(i)]), single, [bytes]];
}

describe('messages', () => {
  it.each([
    ['short', TEXT, 'hello', undefined, ['text hello']],
    ['empty', TEXT, '', undefined, ['text ']],
    ['empty and binary', BINARY, '', undefined, ['binary ']],
    ['with a length of 16 bits', BINARY, 'hello', 2, ['binary hello']],
    ['with a length of 64 bits', BINARY, 'hello', 8, ['binary hello']],
  ] as const)('that are %s are told, wherever they are cut', (_name, first, content, lengthBytes, told) => {
    const bytes = frame(first, content, { lengthBytes });
    for (const chunks of cuts(Buffer.concat([bytes, bytes]))) {
      expect(new Reading().read(...chunks)).toEqual([...told, ...told]);
    }
  });

  it.each([125, 126, 127, 65_535, 65_536])('of %i bytes come whole', (length) => {
    const bytes = frame(BINARY, Buffer.alloc(length, 'abc'), { mask: 0 });
    const [told] = new Reading().read(bytes);
    for (const at of [1, 2, 3, 5, 13, 14, length]) {
      expect(new Reading().read(bytes.subarray(0, at), bytes.subarray(at))).toEqual([told]);
    }
  });

  it('in fragments are put together, wherever they are cut', () => {
    const bytes = Buffer.concat([
      frame(TEXT_FRAGMENT, 'on'),
      frame(PING, 'p'),
      frame(MIDDLE, ''),
      frame(MIDDLE, 'e '),
      frame(PONG, 'q'),
      frame(LAST, 'two'),
      frame(BINARY_FRAGMENT),
      frame(LAST),
      frame(TEXT, 'three'),
    ]);
    for (const chunks of cuts(bytes)) {
      expect(new Reading().read(...chunks)).toEqual(['ping p', 'text one two', 'binary ', 'text three']);
    }
  });

  it('may have a character cut in two by fragments', () => {
    const content = Buffer.from('4€');
    const log = new Reading().read(frame(TEXT_FRAGMENT, content.subarray(0, 2)), frame(LAST, content.subarray(2)));
    expect(log).toEqual([`text ${content.toString('latin1')}`]);
  });

  it('are not changed by what is read after them', () => {
    const kept: Buffer[] = [];
    const nothing = (): void => {};
    const binary = (bytes: Buffer): void => void kept.push(bytes);
    const reader = new FrameReader({ text: nothing, binary, ping: nothing, closing: nothing, violation: nothing }, 100);
    for (const content of ['first', 'other']) {
      reader.read(Buffer.concat([frame(BINARY, content), frame(BINARY_FRAGMENT, content), frame(LAST, content)]));
    }
    expect(kept.map(String)).toEqual(['first', 'firstfirst', 'other', 'otherother']);
  });
});

describe('what a message may have', () => {
  const fits = ['binary 12345'];
  const tooLarge = ['violation 1009'];

  it.each([
    ['in one frame', (content: string) => [frame(BINARY, content)]],
    ['in a frame in two pieces', (content: string) => cuts(frame(BINARY, content))[9]!],
    [
      'in two frames',
      (content: string) => [frame(BINARY_FRAGMENT, content.slice(0, 3)), frame(LAST, content.slice(3))],
    ],
    [
      'with nothing in the last frame',
      (content: string) => [frame(BINARY_FRAGMENT, content), frame(MIDDLE), frame(LAST)],
    ],
    ['with a length of 64 bits', (content: string) => [frame(BINARY, content, { lengthBytes: 8 as const })]],
  ])('%s: the limit, and no more', (_name, chunks) => {
    expect(new Reading(5).read(...chunks('12345'))).toEqual(fits);
    expect(new Reading(5).read(...chunks('123456'))).toEqual(tooLarge);
  });

  it('starts anew with each message', () => {
    const message = [frame(BINARY_FRAGMENT, '123'), frame(LAST, '45')];
    expect(new Reading(5).read(...message, ...message, frame(BINARY, '12345'))).toEqual([...fits, ...fits, ...fits]);
  });

  it('does not hold for control frames', () => {
    expect(new Reading(1).read(frame(PING, 'hello'))).toEqual(['ping hello']);
  });

  it.each([6n, 0xffff_ffffn, 2n ** 32n, 2n ** 32n + 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n])(
    'is not %i bytes, which is told before any of them came',
    (announced) => {
      const header = frame(BINARY, '', { announced, lengthBytes: 8 }).subarray(0, 10);
      expect(new Reading(5).read(header)).toEqual(tooLarge);
      if (announced > 100n) expect(new Reading(constants.MAX_STRING_LENGTH).read(header)).toEqual(tooLarge);
    },
  );

  it('is told as it is', () => {
    const reading = new Reading(5);
    reading.read(frame(TEXT, '123456'));
    expect(reading.messages).toEqual(['a message of more than 5 bytes']);
  });
});

describe('a close frame', () => {
  it.each([
    ['without a code', frame(CLOSE), 'closing 1005 '],
    ['with a code', closeFrame(1000), 'closing 1000 '],
    ['with a reason', closeFrame(1001, 'bye'), 'closing 1001 bye'],
    ['with the longest reason', closeFrame(4999, 'x'.repeat(60)), `closing 4999 ${'x'.repeat(60)}`],
    ['with half a code', frame(CLOSE, 'x'), 'violation 1002'],
    ['with a reason that is not UTF-8', closeFrame(1000, Buffer.from([0xc3])), 'violation 1007'],
  ])('%s', (_name, bytes, told) => {
    for (const chunks of cuts(bytes)) expect(new Reading().read(...chunks)).toEqual([told]);
  });

  it.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999])(
    'may have the code %i',
    (code) => expect(new Reading().read(closeFrame(code))).toEqual([`closing ${code} `]),
  );

  it.each([0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])('may not have the code %i', (code) =>
    expect(new Reading().read(closeFrame(code))).toEqual(['violation 1002']),
  );

  it('is the last that is read, in the chunk and after it, and in the middle of a message', () => {
    const end = Buffer.concat([frame(TEXT_FRAGMENT, 'a'), closeFrame(1000), frame(LAST, 'b'), frame(0xff)]);
    for (const chunks of cuts(end)) expect(new Reading().read(...chunks)).toEqual(['closing 1000 ']);
  });
});

describe('rules that a peer can break', () => {
  const started = frame(TEXT_FRAGMENT, 'a');

  it.each([
    ['the first reserved bit', [frame(0xc1)], /reserved bits/],
    ['the second reserved bit', [frame(0xa1)], /reserved bits/],
    ['the third reserved bit', [frame(0x91)], /reserved bits/],
    ['a reserved bit in a control frame', [frame(0xc9)], /reserved bits/],
    ['a reserved bit in a continuation', [started, frame(0xc0)], /reserved bits/],
    ['no mask', [frame(TEXT, 'a', { mask: undefined })], /not masked/],
    ['no mask on a ping', [frame(PING, '', { mask: undefined })], /not masked/],
    ['no mask on a continuation', [started, frame(LAST, 'a', { mask: undefined })], /not masked/],
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
      (opcode) => [`the opcode ${opcode}`, [frame(0x80 | opcode)], new RegExp(`opcode ${opcode}$`)] as const,
    ),
    ['a ping in fragments', [frame(0x09)], /control frame in fragments/],
    ['a close frame in fragments', [frame(0x08)], /control frame in fragments/],
    ['a ping of 126 bytes', [frame(PING, 'x'.repeat(126))], /more than 125/],
    ['a ping with a length of 16 bits', [frame(PING, 'x', { lengthBytes: 2 })], /more than 125/],
    ['a pong with a length of 64 bits', [frame(PONG, 'x', { lengthBytes: 8 })], /more than 125/],
    ['a continuation of nothing', [frame(LAST, 'a')], /continuation of nothing/],
    ['a first continuation of nothing', [frame(MIDDLE, 'a')], /continuation of nothing/],
    ['a continuation after the last one', [started, frame(LAST), frame(LAST)], /continuation of nothing/],
    ['a new text before the end of the last', [started, frame(TEXT)], /new message/],
    ['new bytes before the end of the last', [started, frame(BINARY)], /new message/],
    ['new fragments before the end of the last', [started, frame(BINARY_FRAGMENT)], /new message/],
  ] as const)('%s', (_name, frames, message) => {
    const last = frames.at(-1)!;
    const reading = new Reading();
    reading.read(...frames.slice(0, -1), last.subarray(0, 1));
    const before = reading.log.length;
    // The second byte is enough to tell, and nothing is read any more.
    expect(reading.read(last.subarray(1, 2)).slice(before)).toEqual(['violation 1002']);
    expect(reading.read(last.subarray(2), frame(TEXT, 'more')).slice(before)).toEqual(['violation 1002']);
    expect(reading.messages).toEqual([expect.stringMatching(message)]);
  });

  it('text that is not UTF-8 ends the reading of the rest of its chunk', () => {
    const bytes = Buffer.concat([frame(TEXT, Buffer.from([0xff])), frame(TEXT, 'more')]);
    for (const chunks of cuts(bytes)) expect(new Reading().read(...chunks)).toEqual(['violation 1007']);
  });
});

it('stop() ends it in the middle of a header, of a frame and of a message', () => {
  const bytes = Buffer.concat([frame(TEXT_FRAGMENT, 'ab'), frame(LAST, 'cd')]);
  for (let at = 0; at < bytes.length; at++) {
    const reading = new Reading();
    reading.read(bytes.subarray(0, at));
    reading.reader.stop();
    expect(reading.read(bytes.subarray(at), bytes)).toEqual([]);
  }
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedMessage } from '../src/index.js';
import { startServer } from './support/server.js';
import { type Message, Socket } from './support/socket.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc
    .tuple(fc.constantFrom('a', 'é', '漢'), fc.integer({ min: 0, max: 70_000 }))
    .map(([unit, count]) => unit.repeat(count)),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.integer({ min: 0, max: 70_000 }).map((length) => new Uint8Array(length).fill(length)),
);
const message = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text }),
  fc.record({ kind: fc.constant('bytes' as const), bytes }),
  fc.record({
    kind: fc.constantFrom('message' as const, 'shared' as const),
    text,
    attachments: fc.array(bytes, { maxLength: 3 }),
  }),
);

/** Comparing large Buffers byte by byte takes seconds. */
function comparable(received: Message): string {
  return typeof received === 'string' ? `text ${received}` : `bytes ${received.toString('base64')}`;
}

describe.each([
  ['frames of our own', {}, {}],
  ['frames of ws, compressed', { perMessageDeflate: { threshold: 100 } }, { perMessageDeflate: true }],
])('%s', (_name, serverOptions, clientOptions) => {
  it('bring whatever is sent in one tick, in order and unchanged', async () => {
    const { url, sessions } = await startServer(serverOptions);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), async (messages) => {
        const socket = await Socket.open(url, clientOptions);
        const { session } = sessions.at(-1)!;
        const expected: Message[] = [];
        for (const one of messages) {
          if (one.kind === 'text') {
            session.sendText(one.text);
            expected.push(`4${one.text}`);
          } else if (one.kind === 'bytes') {
            session.sendBinary(one.bytes);
            expected.push(Buffer.from(one.bytes));
          } else {
            if (one.kind === 'message') session.sendMessage(one.text, one.attachments);
            else session.sendShared(new SharedMessage(one.text, one.attachments));
            expected.push(`4${one.text}`, ...one.attachments.map((part) => Buffer.from(part)));
          }
        }
        expect((await socket.take(expected.length)).map(comparable)).toEqual(expected.map(comparable));
        socket.ws.terminate();
      }),
      { numRuns: 60 },
    );
  });
});

it('what is no bytes is refused before it can do harm', async () => {
  const { url, sessions } = await startServer();
  const socket = await Socket.open(url);
  const { session } = sessions[0]!;
  expect(() => session.sendBinary('text' as unknown as Uint8Array)).toThrow(TypeError);
  expect(() => session.sendBinary(new Float64Array(2) as unknown as Uint8Array)).toThrow(TypeError);
  expect(() => session.sendText(5 as unknown as string)).toThrow(TypeError);
  session.sendText('fine');
  expect(await socket.next()).toBe('4fine');
});

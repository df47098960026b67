import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS, type Message } from '../src/events.js';
import { pictureType } from '../src/server/pictures.js';
import { openChat, type TestChat } from './support/chat.js';
import { draft, Peer } from './support/peers.js';
import { png } from './support/png.js';

const bytesOf = (text: string) => Buffer.from(text, 'latin1');

describe('pictures', () => {
  let chat: TestChat;
  let ann: Peer;
  let bo: Peer;

  beforeEach(async () => {
    chat = await openChat({ history: 3, pictureBytes: 3 * 1024 * 1024 });
    ann = await Peer.join(chat.url, 'Ann');
    bo = await Peer.join(chat.url, 'Bo');
  });

  afterEach(async () => {
    for (const peer of [ann, bo]) peer.leave();
    await chat.stop();
  });

  const withPicture = (text: string, bytes: unknown, width: unknown = 2, height: unknown = 2) =>
    draft(text, { picture: { bytes, width, height } as never });

  it('arrive with the message, and are asked for when it is history', async () => {
    const bytes = png(2, 2, [200, 30, 30]);
    const { message } = await ann.ask('post', 'lobby', withPicture('red', bytes));
    expect(message.picture).toEqual({ type: 'image/png', width: 2, height: 2 });
    const heard = await bo.hearMessage('red');
    expect(heard.picture).toEqual({ type: 'image/png', width: 2, height: 2, bytes });
    const { messages } = await bo.ask('enter', 'lobby', null);
    expect(messages.at(-1).picture).toEqual({ type: 'image/png', width: 2, height: 2 });
    expect(await bo.ask('picture', 'lobby', message.id)).toEqual({ ok: true, bytes });
  });

  it('may be as large as the limit says, over long-polling too', async () => {
    const empty = png(2, 2, [1, 2, 3]).length;
    const largest = png(2, 2, [1, 2, 3], LIMITS.picture - empty - 12);
    expect(largest).toHaveLength(LIMITS.picture);
    const cleo = new Peer(chat.url, { nickname: 'Cleo', key: 'c'.repeat(16) }, ['polling']);
    await cleo.connect();
    await cleo.ask('enter', 'lobby', null);
    expect(await cleo.ask('post', 'lobby', withPicture('large', largest))).toMatchObject({ ok: true });
    expect(largest.equals((await bo.hearMessage('large')).picture!.bytes!)).toBe(true);
    cleo.leave();
  });

  it.each<[string, unknown, unknown?, unknown?]>([
    ['something that is no picture', bytesOf('hello')],
    [
      'an SVG, which could carry scripts',
      bytesOf('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
    ['a page', bytesOf('<html>')],
    ['a text', 'data:image/png;base64,'],
    ['a list of numbers', [137, 80, 78, 71]],
    ['nothing', bytesOf('')],
    ['too much', png(2, 2, [1, 2, 3], LIMITS.picture)],
    ['no size', png(2, 2, [1, 2, 3]), 0, 0],
    ['a size that is none', png(2, 2, [1, 2, 3]), '2', 2],
    ['a size of pieces', png(2, 2, [1, 2, 3]), 1.5, 2],
    ['a size beyond reason', png(2, 2, [1, 2, 3]), 2, 1e9],
  ])('are refused with a sentence: %s', async (_what, bytes, width, height) => {
    const answer = await ann.ask('post', 'lobby', withPicture('no', bytes, width, height));
    expect(answer).toEqual({ ok: false, reason: expect.stringMatching(/^\S.+[.]$/) });
    expect((await bo.ask('enter', 'lobby', null)).messages).toEqual([]);
  });

  it('are for those who are in the room', async () => {
    await ann.ask('enter', 'attic', null);
    const { message } = await ann.ask('post', 'attic', withPicture('private', png(1, 1, [0, 0, 0])));
    expect(await bo.ask('picture', 'attic', message.id)).toEqual({ ok: false, reason: 'You are not in that room.' });
    expect(await bo.ask('picture', 'lobby', message.id)).toEqual({ ok: true, bytes: null });
  });

  it('go when there are too many bytes of them, the oldest first', async () => {
    const first = await ann.ask('post', 'lobby', withPicture('1', png(1, 1, [0, 0, 0], 1_800_000)));
    const second = await ann.ask('post', 'lobby', withPicture('2', png(1, 1, [0, 0, 0], 1_800_000)));
    expect([await isKept(first), await isKept(second)]).toEqual([false, true]);
  });

  it('go with their message, and so make no other go', async () => {
    await ann.ask('enter', 'attic', null);
    const older = await ann.ask('post', 'attic', withPicture('1', png(1, 1, [0, 0, 0])));
    const gone = await ann.ask('post', 'lobby', withPicture('2', png(1, 1, [0, 0, 0], 1_800_000)));
    for (const text of ['3', '4', '5']) await ann.ask('post', 'lobby', draft(text));
    await ann.ask('post', 'lobby', withPicture('6', png(1, 1, [0, 0, 0], 1_800_000)));
    expect([await isKept(gone), await isKept(older)]).toEqual([false, true]);
  });

  const isKept = async ({ message: { room, id } }: { message: Message }) =>
    (await ann.ask('picture', room, id)).bytes !== null;
});

describe('the type of a picture', () => {
  it.each([
    ['\x89PNG\r\n\x1A\n....', 'image/png'],
    ['\xFF\xD8\xFF\xE0....', 'image/jpeg'],
    ['GIF87a....', 'image/gif'],
    ['GIF89a....', 'image/gif'],
    ['RIFF....WEBPVP8 ', 'image/webp'],
    ['RIFF....WAVEfmt ', undefined],
    ['GIF88a', undefined],
    ['', undefined],
  ])('%j is %s', (text, type) => expect(pictureType(bytesOf(text))).toBe(type));
});

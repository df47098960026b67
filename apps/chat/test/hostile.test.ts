import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../src/events.js';
import { RateLimit } from '../src/server/rate-limit.js';
import { openChat, type TestChat } from './support/chat.js';
import { draft, Peer } from './support/peers.js';

const JUNK = [
  undefined,
  null,
  0,
  Number.NaN,
  true,
  '',
  'x',
  [],
  {},
  { length: 3 },
  [[[]]],
  { __proto__: null },
  Buffer.from('x'),
];

describe('whoever connects without our page', () => {
  let chat: TestChat;
  let mallory: Peer;
  let bo: Peer;

  beforeEach(async () => {
    chat = await openChat();
    mallory = await Peer.join(chat.url, 'Mallory');
    bo = await Peer.join(chat.url, 'Bo');
  });

  afterEach(async () => {
    for (const peer of [mallory, bo]) peer.leave();
    await chat.stop();
  });

  it('can send anything for anything, and the chat goes on', async () => {
    for (const event of ['enter', 'leave', 'post', 'typing', 'picture']) {
      for (const junk of JUNK) {
        mallory.socket.emit(event, junk);
        mallory.socket.emit(event, 'lobby', junk);
        mallory.socket.emit(event, junk, junk, junk, junk);
      }
      mallory.socket.emit(event);
    }
    for (const junk of JUNK) mallory.socket.emit('post', 'lobby', { id: junk, text: junk, picture: junk });
    await mallory.ask('enter', 'lobby', null);
    await bo.ask('post', 'lobby', draft('all is well'));
    expect((await mallory.hearMessage('all is well')).author).toBe('Bo');
    expect(bo.heardOf('message')).toEqual([]);
  });

  it.each([
    ['a long text', { text: 'x'.repeat(LIMITS.text + 1) }, 'Messages have at most 2000 characters; this one has 2001.'],
    ['an empty text', { text: ' \n\t ' }, 'The message is empty.'],
    ['no text', { text: 7 }, 'The message has no text.'],
    ['no id', { id: '' }, 'The message has no proper id.'],
    ['an odd id', { id: '<script>' }, 'The message has no proper id.'],
    ['an id for the prototype', { id: '__proto__', text: 'x' }, undefined],
  ])('gets an answer to a message with %s', async (_what, extra, reason) => {
    const answer = await mallory.ask('post', 'lobby', draft('text', extra as never));
    expect(answer).toEqual(reason ? { ok: false, reason } : expect.objectContaining({ ok: true }));
  });

  it.each([
    ['without anything to see', '\u200B\u2066'],
    ['that is too long', 'r'.repeat(LIMITS.room + 1)],
    ['that is no text', { room: 'lobby' }],
  ])('does not get into a room with a name %s', async (_what, name) => {
    expect(await mallory.ask('enter', name, null)).toMatchObject({ ok: false });
  });

  it('says so much and no more, while the others are heard', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => mallory.ask('post', 'lobby', draft(`spam ${i}`))),
    );
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThan(20);
    expect(refused[0]).toEqual({ ok: false, reason: 'That was a bit fast. Take a breath, then try again.' });
    expect(await bo.ask('post', 'lobby', draft('hello'))).toMatchObject({ ok: true });
  });

  it('types so much and no more', async () => {
    for (let i = 0; i < 500; i++) mallory.socket.emit('typing', 'lobby', true);
    await mallory.ask('enter', 'lobby', null);
    await mallory.ask('post', 'lobby', draft('done'));
    await bo.hearMessage('done');
    expect(bo.heardOf('typing').length).toBeLessThan(200);
  });
});

describe('the rate limit', () => {
  it('lets a burst pass, then so many per second', () => {
    let now = 0;
    const limit = new RateLimit(3, 2, () => now);
    expect([limit.spend(), limit.spend(), limit.spend(), limit.spend()]).toEqual([true, true, true, false]);
    now = 499;
    expect(limit.spend()).toBe(false);
    now = 500;
    expect([limit.spend(), limit.spend()]).toEqual([true, false]);
    now = 60_000;
    expect([limit.spend(3), limit.spend()]).toEqual([true, false]);
  });
});

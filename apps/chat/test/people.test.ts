import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openChat, type TestChat } from './support/chat.js';
import { draft, key, Peer } from './support/peers.js';

describe('people', () => {
  let chat: TestChat;
  let peers: Peer[];

  beforeEach(async () => {
    chat = await openChat({ people: 3 });
    peers = [];
  });

  afterEach(async () => {
    for (const peer of peers) peer.leave();
    await chat.stop();
  });

  const knock = (auth: unknown) => {
    const peer = new Peer(chat.url, auth);
    peers.push(peer);
    return peer.connect();
  };

  it.each([
    ['nothing', undefined],
    ['no nickname', { key: key() }],
    ['an object for a nickname', { nickname: { toString: 'Ann' }, key: key() }],
    ['an empty nickname', { nickname: '   ', key: key() }],
    ['a nickname that cannot be seen', { nickname: '\u200B\u202E\u2066', key: key() }],
    ['a nickname of joiners', { nickname: '\u200D\u200D', key: key() }],
    ['a long nickname', { nickname: 'x'.repeat(25), key: key() }],
    ['no key', { nickname: 'Ann' }],
    ['a short key', { nickname: 'Ann', key: 'abc' }],
    ['a key with odd characters', { nickname: 'Ann', key: '<'.repeat(20) }],
  ])('are refused with %s', async (_what, auth) => {
    await expect(knock(auth)).rejects.toMatchObject({ data: { code: 'nickname' } });
  });

  it('cannot take the nickname of somebody who is here, however it is written', async () => {
    await knock({ nickname: 'Ann', key: key() });
    for (const nickname of ['Ann', ' ANN ', 'Ａｎｎ', 'A\u200Bnn']) {
      await expect(knock({ nickname, key: key() })).rejects.toMatchObject({
        message: 'Somebody named Ann is here already.',
        data: { code: 'taken' },
      });
    }
  });

  it('have a nickname that deceives nobody', async () => {
    const [bo, ann] = [
      await Peer.join(chat.url, 'Bo'),
      await Peer.join(chat.url, `A\u202Enn\n\t  C${'\u0301'.repeat(9)}`),
    ];
    peers.push(bo, ann);
    await ann.ask('post', 'lobby', draft('hi'));
    expect((await bo.hearMessage('hi')).author).toBe(`Ann \u0106${'\u0301'.repeat(3)}`);
  });

  it('are as many as there is place for', async () => {
    for (const nickname of ['Ann', 'Bo', 'Cleo']) await knock({ nickname, key: key() });
    await expect(knock({ nickname: 'Dana', key: key() })).rejects.toMatchObject({ data: { code: 'full' } });
  });

  it('take their place over with their key, unnoticed by the others', async () => {
    const secret = key();
    const [bo, old] = [await Peer.join(chat.url, 'Bo'), await Peer.join(chat.url, 'Ann', { secret })];
    const gone = old.disconnected();
    const ann = new Peer(chat.url, { nickname: 'Ann', key: secret });
    peers.push(bo, old, ann);
    await ann.connect();
    expect(await gone).toBe('io server disconnect');
    expect(old.heardOf('replaced')).toHaveLength(1);
    await bo.ask('post', 'lobby', draft('still here?'));
    await ann.hearMessage('still here?');
    expect(bo.heardOf('note')).toEqual([['lobby', 'Ann', 'joined']]);
  });

  it('free their nickname when they leave', async () => {
    const bo = await Peer.join(chat.url, 'Bo');
    const ann = await Peer.join(chat.url, 'Ann');
    peers.push(bo, ann);
    ann.leave();
    await bo.hear('note', (_room, _name, what) => what === 'left');
    await knock({ nickname: 'Ann', key: key() });
  });
});

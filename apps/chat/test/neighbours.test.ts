import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Presence } from '../src/events.js';
import { Bus } from './support/bus.js';
import { openChat, type TestChat } from './support/chat.js';
import { draft, key, Peer } from './support/peers.js';
import { png } from './support/png.js';

describe('two servers on one queue', () => {
  let bus: Bus;
  let east: TestChat;
  let west: TestChat;
  let peers: Peer[];

  beforeEach(async () => {
    bus = new Bus();
    east = await openChat({ clientManager: bus.manager() });
    west = await openChat({ clientManager: bus.manager() });
    peers = [];
  });

  afterEach(async () => {
    for (const peer of peers) peer.leave();
    await Promise.all([east.stop(), west.stop()]);
  });

  const join = async ({ url }: TestChat, nickname: string, secret = key(), room = 'lobby') => {
    const peer = await Peer.join(url, nickname, { secret, room });
    peers.push(peer);
    return peer;
  };

  const sees = (peer: Peer, ...nicknames: string[]) =>
    peer.seePeople((people) => people.map(({ nickname }) => nickname).join() === nicknames.join());

  it('show the people of both to everybody, also those who were there before a server', async () => {
    const ann = await join(east, 'Ann');
    const bo = await join(west, 'Bo');
    await Promise.all([sees(ann, 'Ann', 'Bo'), sees(bo, 'Bo', 'Ann')]);
    const north = await openChat({ clientManager: bus.manager() });
    const cleo = await join(north, 'Cleo');
    await sees(cleo, 'Cleo', 'Ann', 'Bo');
    await sees(ann, 'Ann', 'Bo', 'Cleo');
    ann.heard.length = 0;
    await north.stop();
    await sees(ann, 'Ann', 'Bo');
  });

  it('carry messages, pictures, typing and notes over, and each keeps the history', async () => {
    const [ann, bo] = [await join(east, 'Ann'), await join(west, 'Bo')];
    await ann.hear('note', (_room, nickname) => nickname === 'Bo');
    const picture = { bytes: png(2, 2, [1, 2, 3]), width: 2, height: 2 };
    const { message } = await ann.ask('post', 'lobby', draft('from the east', { picture }));
    const heard = await bo.hearMessage('from the east');
    expect(heard).toEqual({ ...message, picture: { ...message.picture, bytes: picture.bytes } });
    ann.socket.emit('typing', 'lobby', true);
    await bo.hear('typing', (_room, nickname) => nickname === 'Ann');
    expect((await bo.ask('enter', 'lobby', null)).messages).toEqual([message]);
    expect(await bo.ask('picture', 'lobby', message.id)).toEqual({ ok: true, bytes: picture.bytes });
    expect(ann.heardOf('message')).toEqual([]);
    expect(bo.heardOf('message')).toHaveLength(1);
  });

  it('have one spelling for a room', async () => {
    await join(east, 'Ann', key(), 'Kitchen');
    const bo = await join(west, 'Bo');
    await bo.hear('presence', ({ rooms }: Presence) => rooms.includes('Kitchen'));
    expect(await bo.ask('enter', 'kitchen', null)).toMatchObject({ ok: true, room: 'Kitchen' });
  });

  it('let nobody take the nickname of somebody at the other one, but its owner', async () => {
    const secret = key();
    const [ann, bo] = [await join(east, 'Ann', secret), await join(west, 'Bo')];
    await sees(bo, 'Bo', 'Ann');
    const thief = new Peer(west.url, { nickname: 'ann', key: key() });
    peers.push(thief);
    await expect(thief.connect()).rejects.toMatchObject({ data: { code: 'taken' } });
    const gone = ann.disconnected();
    await join(west, 'Ann', secret);
    expect(await gone).toBe('io server disconnect');
    expect(ann.heardOf('replaced')).toHaveLength(1);
    expect(JSON.stringify(bo.heard)).not.toContain(secret);
    expect(bo.heardOf('note').filter(([, , what]) => what === 'left')).toEqual([]);
  });
});

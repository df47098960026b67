import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../src/events.js';
import { openChat, type TestChat } from './support/chat.js';
import { draft, Peer } from './support/peers.js';

describe('rooms', () => {
  let chat: TestChat;
  let peers: Peer[];

  beforeEach(async () => {
    chat = await openChat({ rooms: 3, history: 4 });
    peers = [];
  });

  afterEach(async () => {
    for (const peer of peers) peer.leave();
    await chat.stop();
  });

  const join = async (nickname: string, room?: string) => {
    const peer = await Peer.join(chat.url, nickname, room === undefined ? {} : { room });
    peers.push(peer);
    return peer;
  };

  it('pass a message on to everybody in them, and acknowledge it to its author', async () => {
    const [ann, bo] = [await join('Ann'), await join('Bo')];
    const said = draft('hello');
    const answer = await ann.ask('post', 'lobby', said);
    expect(answer).toMatchObject({ ok: true, message: { id: said.id, author: 'Ann', room: 'lobby', text: 'hello' } });
    expect(await bo.hearMessage('hello')).toEqual(answer.message);
    expect(ann.heardOf('message')).toEqual([]);
  });

  it('keep what is said from those who are elsewhere', async () => {
    const [ann, bo] = [await join('Ann', 'attic'), await join('Bo', 'cellar')];
    await ann.ask('post', 'attic', draft('a secret'));
    await bo.ask('post', 'cellar', draft('a fence'));
    expect(bo.heardOf('message')).toEqual([]);
    expect(await bo.ask('post', 'attic', draft('let me in'))).toEqual({
      ok: false,
      reason: 'You are not in that room.',
    });
  });

  it('tell newcomers what was said, up to a bound, and those who come back what they missed', async () => {
    const ann = await join('Ann');
    const answers = [];
    for (const text of ['1', '2', '3', '4', '5']) answers.push(await ann.ask('post', 'lobby', draft(text)));
    const bo = await join('Bo');
    const texts = ({ messages }: { messages: Message[] }) => messages.map(({ text }) => text);
    expect(texts(await bo.ask('enter', 'lobby', null))).toEqual(['2', '3', '4', '5']);
    expect(texts(await bo.ask('enter', 'lobby', answers[2].message.id))).toEqual(['4', '5']);
    expect(texts(await bo.ask('enter', 'lobby', 'a message of another server'))).toEqual(['2', '3', '4', '5']);
  });

  it('take a draft that is posted again for the same message', async () => {
    const [ann, bo] = [await join('Ann'), await join('Bo')];
    const said = draft('once');
    const first = await ann.ask('post', 'lobby', said);
    expect(await ann.ask('post', 'lobby', said)).toEqual(first);
    await ann.ask('post', 'lobby', draft('then'));
    await bo.hearMessage('then');
    expect(bo.heardOf('message')).toHaveLength(2);
    expect(await bo.ask('post', 'lobby', { ...said, text: 'mine now' })).toMatchObject({ ok: false });
  });

  it('have one name, however it is written', async () => {
    const ann = await join('Ann', 'Kitchen');
    expect(await ann.ask('enter', '  kitchen ', null)).toMatchObject({ ok: true, room: 'Kitchen' });
    expect(await ann.ask('enter', 'ＫＩＴＣＨＥＮ', null)).toMatchObject({ ok: true, room: 'Kitchen' });
  });

  it('make place for a new one when nobody is in them, but never for the lobby', async () => {
    const ann = await join('Ann', 'first');
    await ann.ask('enter', 'second', null);
    expect(await ann.ask('enter', 'third', null)).toEqual({
      ok: false,
      reason: 'There are too many rooms already. Please join one of them.',
    });
    ann.socket.emit('leave', 'first');
    expect(await ann.ask('enter', 'third', null)).toMatchObject({ ok: true, room: 'third' });
    await ann.hear('presence', ({ rooms }: { rooms: string[] }) => rooms.join() === 'lobby,second,third');
  });

  it('are so many for one person and no more', async () => {
    const roomy = await openChat();
    const ann = await Peer.join(roomy.url, 'Ann');
    const bo = await Peer.join(roomy.url, 'Bo', { room: 'room 11' });
    peers.push(ann, bo);
    for (let i = 1; i <= 10; i++) expect(await ann.ask('enter', `room ${i}`, null)).toMatchObject({ ok: true });
    for (let i = 12; i <= 20; i++) expect(await bo.ask('enter', `room ${i}`, null)).toMatchObject({ ok: true });
    for (let i = 11; i <= 19; i++) expect(await ann.ask('enter', `room ${i}`, null)).toMatchObject({ ok: true });
    expect(await ann.ask('enter', 'room 20', null)).toEqual({
      ok: false,
      reason: 'You are in 20 rooms. Please leave one of them first.',
    });
    expect(await ann.ask('enter', 'room 1', null)).toMatchObject({ ok: true });
    await roomy.stop();
  });

  it('cannot be named so that somebody’s line is tapped', async () => {
    const [ann, bo] = [await join('Ann'), await join('Bo')];
    const sid = ann.socket.id!;
    await bo.ask('enter', sid, null);
    await bo.ask('post', sid, draft('psst'));
    await ann.ask('enter', 'lobby', null);
    expect(ann.heardOf('message')).toEqual([]);
  });

  it('tell who joins and who leaves, and who looks where', async () => {
    const [ann, bo] = [await join('Ann'), await join('Bo')];
    await ann.hear('note', (room, name, what) => `${room} ${name} ${what}` === 'lobby Bo joined');
    await bo.ask('enter', 'attic', null);
    await ann.seePeople((people) =>
      people.some(({ nickname, looksAt, rooms }) => nickname === 'Bo' && looksAt === 'attic' && rooms.length === 2),
    );
    bo.leave();
    await ann.hear('note', (room, name, what) => `${room} ${name} ${what}` === 'lobby Bo left');
    await ann.seePeople((people) => people.length === 1);
  });

  it('pass typing on to the others in them', async () => {
    const [ann, bo] = [await join('Ann'), await join('Bo')];
    ann.socket.emit('typing', 'lobby', true);
    expect((await bo.hear('typing', () => true)).args).toEqual(['lobby', 'Ann', true]);
    ann.socket.emit('typing', 'lobby', false);
    await bo.hear('typing', (_room, _name, active) => !active);
    expect(ann.heardOf('typing')).toEqual([]);
  });
});

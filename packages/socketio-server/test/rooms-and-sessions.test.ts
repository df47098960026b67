import { afterEach, describe, expect, it } from 'vitest';
import { DisconnectedError } from '../src/index.js';
import { type Fixture, next, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('rooms', () => {
  it('change at once, before anything is awaited', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const sid = (await fixture.connect()).id!;
    void sio.enterRoom(sid, 'a');
    void sio.enterRoom(sid, 'a');
    void sio.enterRoom(sid, 'b');
    expect(sio.rooms(sid)).toEqual([sid, 'a', 'b']);
    void sio.leaveRoom(sid, 'a');
    expect(sio.rooms(sid)).toEqual([sid, 'b']);
    void sio.closeRoom('b');
    expect(sio.rooms(sid)).toEqual([sid]);
  });

  it('belong to their namespace', async () => {
    fixture = await serve();
    const chat = fixture.sio.of('/chat');
    const [here, there] = [await fixture.connect(), await fixture.connect('/chat')];
    await fixture.sio.enterRoom(here.id!, 'r');
    await fixture.sio.enterRoom(there.id!, 'r', { namespace: '/chat' });
    there.once('e', () => expect.unreachable('this was for another namespace'));
    const heard = next(here, 'e');
    await fixture.sio.emit('e', 1, { to: 'r' });
    expect(await heard).toEqual([1]);
    expect(chat.rooms(there.id!)).toEqual([there.id, 'r']);
  });

  it('do not mind a client that is gone', async () => {
    fixture = await serve();
    await fixture.sio.enterRoom('nobody', 'r');
    await fixture.sio.leaveRoom('nobody', 'r');
    await fixture.sio.closeRoom('r');
    expect(fixture.sio.rooms('nobody')).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', async (room) => {
    fixture = await serve();
    const sid = (await fixture.connect()).id!;
    await fixture.sio.enterRoom(sid, room);
    expect(fixture.sio.rooms(sid)).toEqual([sid, room]);
    expect((await fixture.sio.fetchClients({ room })).map((client) => client.sid)).toEqual([sid]);
  });

  it('and everything else of a client are gone when it is', async () => {
    fixture = await serve();
    const client = await fixture.connect();
    const sid = client.id!;
    await fixture.sio.enterRoom(sid, 'r');
    client.disconnect();
    await until(() => fixture.sio.rooms(sid).length === 0);
    expect(await fixture.sio.fetchClients({ room: 'r' })).toEqual([]);
    expect(fixture.sio.transport(sid)).toBe(undefined);
    expect(fixture.sio.getEnviron(sid)).toBe(undefined);
    expect(fixture.sio.bufferedAmount(sid)).toBe(0);
  });
});

describe('operations on many clients', () => {
  it('fetch, join, leave and disconnect those in a room', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const [a, b, c] = [await fixture.connect(), await fixture.connect(), await fixture.connect()];
    await sio.enterRoom(a.id!, 'r');
    await sio.enterRoom(b.id!, 'r');
    await sio.saveSession(a.id!, { user: 'ann' });
    const [fetched] = await sio.fetchClients({ room: a.id! });
    expect(fetched).toMatchObject({
      sid: a.id,
      namespace: '/',
      rooms: [a.id, 'r'],
      session: { user: 'ann' },
      environ: { method: 'GET' },
    });
    await sio.joinRooms(['x', 'y'], { room: 'r' });
    expect(sio.rooms(b.id!)).toEqual([b.id, 'r', 'x', 'y']);
    expect(sio.rooms(c.id!)).toEqual([c.id]);
    await sio.leaveRooms('x', { except: b.id! });
    expect(sio.rooms(a.id!)).toEqual([a.id, 'r', 'y']);
    expect(sio.rooms(b.id!)).toEqual([b.id, 'r', 'x', 'y']);
    await sio.to('r').joinRooms('z');
    await sio.in('z').leaveRooms('r');
    expect(sio.rooms(a.id!)).toEqual([a.id, 'y', 'z']);
    const gone = Promise.all([next(a, 'disconnect'), next(b, 'disconnect')]);
    await sio.disconnectClients({ room: 'z', local: true });
    await gone;
    expect((await sio.fetchClients()).map(({ sid }) => sid)).toEqual([c.id]);
    expect(await sio.except(c.id!).fetchClients()).toEqual([]);
    await sio.to(c.id!).disconnectClients();
    expect(await sio.fetchClients()).toEqual([]);
  });
});

describe('the user session', () => {
  it('is an empty object at first, is replaced by saving, and is one per namespace', async () => {
    fixture = await serve();
    const { sio } = fixture;
    sio.of('/chat');
    const client = await fixture.connect();
    const other = client.io.socket('/chat').connect();
    await next(other, 'connect');
    expect(await sio.getSession(client.id!)).toEqual({});
    await sio.saveSession(client.id!, { user: 'ann' });
    expect(await sio.getSession(client.id!)).toEqual({ user: 'ann' });
    expect(await sio.getSession(other.id!, { namespace: '/chat' })).toEqual({});
  });

  it('is saved by session(), whether the function succeeds or fails', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const sid = (await fixture.connect()).id!;
    expect(
      await sio.session(sid, async (session) => {
        session['a'] = 1;
        return 'result';
      }),
    ).toBe('result');
    await expect(
      sio.session(sid, (session) => {
        session['b'] = 2;
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(await sio.getSession(sid)).toEqual({ a: 1, b: 2 });
  });

  it('reports the failure of a function that nobody awaits', async () => {
    fixture = await serve();
    const sid = (await fixture.connect()).id!;
    void fixture.sio.session(sid, async () => {
      throw new Error('mine');
    });
    await until(() => fixture.log.errors.length === 1);
    expect(fixture.log.errors.map(String)).toEqual(['Error: mine']);
  });

  it('is saved at the end of a block', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const sid = (await fixture.connect()).id!;
    {
      await using session = await sio.session(sid);
      session['a'] = 1;
    }
    expect(await sio.getSession(sid)).toEqual({ a: 1 });
    const interrupted = async () => {
      await using session = await sio.session(sid);
      session['b'] = 2;
      throw new Error('mine');
    };
    await expect(interrupted()).rejects.toThrow('mine');
    expect(await sio.getSession(sid)).toEqual({ a: 1, b: 2 });
    expect(JSON.stringify(await sio.getSession(sid))).toBe('{"a":1,"b":2}');
  });

  it('still stands in the disconnect handler, and ends there', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const seen = new Promise((resolve) =>
      sio.on('disconnect', async (sid) => resolve([await sio.getSession(sid), sio.rooms(sid)])),
    );
    const client = await fixture.connect();
    const sid = client.id!;
    await sio.saveSession(sid, { user: 'ann' });
    await sio.enterRoom(sid, 'r');
    client.disconnect();
    expect(await seen).toEqual([{ user: 'ann' }, [sid, 'r']]);
    await until(() => sio.rooms(sid).length === 0);
    for (const attempt of [sio.getSession(sid), sio.saveSession(sid, {}), sio.session(sid)]) {
      await expect(attempt).rejects.toThrow(DisconnectedError);
    }
  });
});

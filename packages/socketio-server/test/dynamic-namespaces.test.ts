import { afterEach, describe, expect, it } from 'vitest';
import { type Fixture, next, refusal, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('namespaces by pattern', () => {
  it('exist for every name that matches, share their handlers, and are separate otherwise', async () => {
    fixture = await serve();
    const rooms = fixture.sio.of(/^\/room-\d+$/);
    rooms.use((_sid, _environ, auth) => {
      if (auth?.banned) throw new Error('banned');
    });
    rooms.on('connect', (sid) => void rooms.enterRoom(sid, 'members'));
    rooms.on('say', (sid, text) => void rooms.emit('said', text, { to: 'members', skipSid: sid }));
    rooms.on('whisper', (sid, text) => void rooms.emit('said', text, { to: sid }));
    rooms.on('rooms', (sid) => rooms.rooms(sid));
    const [a, b] = [await fixture.connect('/room-1'), await fixture.connect('/room-2')];
    expect((await refusal(fixture.open('/room-x'))).message).toBe('Invalid namespace');
    expect((await refusal(fixture.open('/room-1', { auth: { banned: true } }))).message).toBe(
      'Connection rejected by server',
    );
    expect(await a.emitWithAck('rooms')).toEqual([a.id, 'members']);
    expect([rooms.namespaceOf(a.id!), rooms.namespaceOf(b.id!), rooms.namespaceOf('nobody')]).toEqual([
      '/room-1',
      '/room-2',
      undefined,
    ]);
    b.once('said', () => expect.unreachable('this was for another client'));
    const whispered = next(a, 'said');
    a.emit('whisper', 'psst');
    expect(await whispered).toEqual(['psst']);
    b.removeAllListeners('said');
    const both = Promise.all([next(a, 'all'), next(b, 'all')]);
    await rooms.emit('all', 1);
    expect(await both).toEqual([[1], [1]]);
    expect((await rooms.fetchClients()).map(({ namespace }) => namespace).sort()).toEqual(['/room-1', '/room-2']);
  });

  it('give way to what is registered for the name itself', async () => {
    fixture = await serve();
    fixture.sio
      .of(/^\/room-/)
      .on('e', () => 'pattern')
      .on('f', () => 'pattern');
    fixture.sio.of('/room-1').on('e', () => 'name');
    const client = await fixture.connect('/room-1');
    expect(await client.emitWithAck('e')).toBe('name');
    expect(await client.emitWithAck('f')).toBe('pattern');
  });

  it('are forgotten with their last client, however many names clients make up', async () => {
    fixture = await serve();
    const rooms = fixture.sio.of(/^\/room-/);
    for (let i = 0; i < 20; i++) (await fixture.connect(`/room-${i}`)).disconnect();
    await until(() => Object.keys(fixture.sio.stats().clients).length === 0);
    expect(await rooms.fetchClients()).toEqual([]);
    expect((await fixture.connect('/room-1')).connected).toBe(true);
  });

  it('match the same each time, whatever the flags of the expression', async () => {
    fixture = await serve();
    fixture.sio.of(/^\/room-/g);
    for (let i = 0; i < 3; i++) expect((await fixture.connect('/room-1')).connected).toBe(true);
  });
});

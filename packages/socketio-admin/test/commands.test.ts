import { describe, expect, it } from 'vitest';
import { Fixture, until } from './support/fixture.js';

const hear = (client: { once(event: string, listener: (...args: unknown[]) => void): unknown }, event: string) =>
  new Promise<unknown[]>((resolve) => client.once(event, (...args) => resolve(args)));

async function three() {
  const fixture = await Fixture.start();
  const [a, b, c] = [await fixture.connect(), await fixture.connect(), await fixture.connect()];
  await fixture.sio.joinRooms('r', { room: [a.id!, b.id!] });
  const watcher = await fixture.watch();
  return { fixture, a, b, c, watcher, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

describe('an administrator can', () => {
  it.each([null, undefined, ''])('emit to everyone (%j)', async (filter) => {
    await using all = await three();
    const heard = Promise.all([all.a, all.b, all.c].map((client) => hear(client, 'news')));
    all.watcher.socket.emit('emit', '/', filter, 'news', 1, { two: [2] });
    expect(await heard).toEqual(Array(3).fill([1, { two: [2] }]));
  });

  it('emit to a room, and to one', async () => {
    await using all = await three();
    const got: unknown[] = [];
    all.c.onAny((...args) => got.push(args));
    const heard = Promise.all([all.a, all.b].map((client) => hear(client, 'news')));
    all.watcher.socket.emit('emit', '/', 'r', 'news');
    expect(await heard).toEqual([[], []]);
    const alone = hear(all.c, 'only');
    all.watcher.socket.emit('emit', '/', all.c.id, 'only', 'you');
    expect(await alone).toEqual(['you']);
    expect(got).toEqual([['only', 'you']]);
  });

  it('have one, a room, or all join and leave', async () => {
    await using all = await three();
    const { sio } = all.fixture;
    const { socket } = all.watcher;
    const members = (room: string) => sio.manager.getParticipants(room).length;
    socket.emit('join', '/', 'one', all.c.id);
    socket.emit('join', '/', 'some', 'r');
    socket.emit('join', '/', 'all');
    await until(() => members('all') === 3);
    expect([members('one'), members('some')]).toEqual([1, 2]);
    socket.emit('leave', '/', 'all', all.c.id);
    await until(() => members('all') === 2);
    socket.emit('leave', '/', 'all', 'r');
    await until(() => members('all') === 0);
    socket.emit('leave', '/', 'some');
    await until(() => members('some') === 0);
  });

  it('disconnect one, a room, and all of a namespace, keeping their connections', async () => {
    await using all = await three();
    const { socket } = all.watcher;
    const left = (client: typeof all.a) => hear(client, 'disconnect');
    all.fixture.sio.of('/chat');
    const chat = all.c.io.socket('/chat').connect();
    await until(() => chat.connected);
    const first = left(all.c);
    socket.emit('_disconnect', '/', false, all.c.id);
    expect((await first)[0]).toBe('io server disconnect');
    expect(chat.connected).toBe(true);
    const room = Promise.all([left(all.a), left(all.b)]);
    socket.emit('_disconnect', '/', false, 'r');
    await room;
    const again = await all.fixture.connect();
    const last = left(again);
    socket.emit('_disconnect', '/', false);
    await last;
    expect(socket.connected).toBe(true);
  });

  it('close the whole connection of one, with what it has in other namespaces', async () => {
    await using all = await three();
    all.fixture.sio.of('/chat');
    const chat = all.a.io.socket('/chat').connect();
    await until(() => chat.connected);
    const both = Promise.all([hear(all.a, 'disconnect'), hear(chat, 'disconnect')]);
    all.watcher.socket.emit('_disconnect', '/', true, all.a.id);
    expect((await both).map(([reason]) => reason)).toEqual(['io server disconnect', 'io server disconnect']);
    await until(() => all.fixture.sio.engine.clientsCount === 3);
    expect([all.b.connected, all.c.connected]).toEqual([true, true]);
  });
});

describe('what is not understood', () => {
  it('changes nothing, and breaks nothing', async () => {
    await using all = await three();
    const { socket } = all.watcher;
    for (const command of ['emit', 'join', 'leave', '_disconnect']) {
      socket.emit(command);
      socket.emit(command, 7, 'r', 'x');
      socket.emit(command, '/', {}, {});
      socket.emit(command, '/', ['x'], ['r'], 1);
      socket.emit(command, '/nowhere', 'x', 'y');
      socket.emit(command, null, null, null);
    }
    for (const event of ['connect', 'disconnect', 'connect_error', 'disconnecting', '', null, 1]) {
      socket.emit('emit', '/', null, event, 1);
    }
    const heard = hear(all.a, 'last');
    socket.emit('emit', '/', all.a.id, 'last');
    await heard;
    expect(all.fixture.errors).toEqual([]);
    expect([all.a.connected, all.b.connected, all.c.connected, socket.connected]).toEqual(Array(4).fill(true));
    expect(all.fixture.sio.rooms(all.a.id!)).toEqual([all.a.id, 'r']);
  });
});

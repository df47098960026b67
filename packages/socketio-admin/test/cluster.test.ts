import { randomBytes } from 'node:crypto';
import { reachable } from '@x/adapter-contract';
import { RedisManager } from '@x/adapter-redis';
import { describe, expect, it } from 'vitest';
import { Fixture, until, type Watcher } from './support/fixture.js';
import { oldClient } from './support/old-client.js';

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const there = await reachable({ name: 'Redis', url, skipped: 'socketio-admin with several servers' });
const auth = { username: 'admin', password: 'secret' };

/** Two servers that know of each other. */
async function pair() {
  const channel = `admin-${randomBytes(8).toString('hex')}`;
  const start = async () => {
    const clientManager = new RedisManager(url, { channel });
    const fixture = await Fixture.start({ auth, serverStatsInterval: 50 }, { clientManager });
    await clientManager.ready();
    return { fixture, clientManager };
  };
  const [here, there] = [await start(), await start()];
  await until(() => here.clientManager.stats.nodes === 1 && there.clientManager.stats.nodes === 1);
  return {
    here: here.fixture,
    there: there.fixture,
    async [Symbol.asyncDispose]() {
      await here.fixture[Symbol.asyncDispose]();
      await there.fixture[Symbol.asyncDispose]();
    },
  };
}

const idsOf = (watcher: Watcher) =>
  watcher
    .all('all_sockets')
    .at(-1)?.[0]
    .map((socket: { id: string }) => socket.id) ?? [];

describe.runIf(there)('with several servers, an administrator of one', () => {
  it('sees the clients, events and statistics of all', async () => {
    await using servers = await pair();
    const { here, there } = servers;
    here.sio.on('say', () => true);
    there.sio.on('say', () => true);
    const far = await there.connect();
    const near = await here.connect();
    await there.sio.saveSession(far.id!, { user: 'far', password: 'secret' });
    const watcher = await here.watch(auth);
    await until(() => idsOf(watcher).includes(far.id));
    expect(idsOf(watcher)).toEqual(expect.arrayContaining([near.id, far.id, watcher.socket.id]));
    const found = watcher
      .all('all_sockets')
      .at(-1)![0]
      .find(({ id }: { id: string }) => id === far.id);
    expect(found).toMatchObject({ data: { user: 'far', password: '(hidden)' }, transport: 'websocket', nsp: '/' });
    far.emit('say', 1);
    await watcher.first('event_received', (_nsp, id) => id === far.id);
    await watcher.first('server_stats', ({ serverId }) => serverId === there.admin.serverId);
    await watcher.first('server_stats', ({ serverId }) => serverId === here.admin.serverId);
    expect(here.admin.serverId).not.toBe(there.admin.serverId);
    const late = await there.connect();
    const [connected] = await watcher.first('socket_connected', ({ id }) => id === late.id);
    expect(connected.clientId).toMatch(/^[0-9a-f]{12}$/);
  });

  it('steers the clients of all', async () => {
    await using servers = await pair();
    const { here, there } = servers;
    const [far, near] = [await there.connect(), await here.connect()];
    const { socket } = await here.watch(auth);
    socket.emit('join', '/', 'r');
    await until(() => [...here.sio.rooms(near.id!), ...there.sio.rooms(far.id!)].filter((r) => r === 'r').length === 2);
    const heard = Promise.all([far, near].map((client) => new Promise((resolve) => client.once('news', resolve))));
    socket.emit('emit', '/', 'r', 'news', 5);
    expect(await heard).toEqual([5, 5]);
    const gone = new Promise((resolve) => far.once('disconnect', resolve));
    socket.emit('_disconnect', '/', true, far.id);
    expect(await gone).toBe('io server disconnect');
    await until(() => there.sio.engine.clientsCount === 0);
    expect(near.connected).toBe(true);
  });

  it('steers old clients of others by the names that are shown', async () => {
    await using servers = await pair();
    const { here, there } = servers;
    const watcher = await here.watch(auth);
    const old = oldClient(there.url);
    there.own(old);
    const gone = new Promise((resolve) => old.on('disconnect', resolve));
    const [{ id }] = await watcher.first('socket_connected', ({ nsp }) => nsp === '/');
    watcher.socket.emit('join', '/', 'r', id);
    await watcher.first('room_joined', (_nsp, room, who) => room === 'r' && who === id);
    watcher.socket.emit('_disconnect', '/', false, id);
    await gone;
  });

  it('comes back to another with the same login', async () => {
    await using servers = await pair();
    const [sessionId] = await (await servers.here.watch(auth)).first('session');
    let answer = '';
    await until(() => {
      void servers.there.refusal({ sessionId }).then((it) => {
        answer = it;
      });
      return answer === 'accepted';
    });
  });
});

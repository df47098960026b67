import { channel } from 'node:diagnostics_channel';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { instrument } from '../src/index.js';
import { accepted, Fixture, until } from './support/fixture.js';

const CHANNELS = ['connect', 'disconnect', 'event', 'upgrade', 'session'];
const watched = () => CHANNELS.filter((name) => channel(`socketio-server:${name}`).hasSubscribers);

describe('production mode', () => {
  it('tells statistics and nothing else, and watches nothing', async () => {
    await using fixture = await Fixture.start({ mode: 'production', serverStatsInterval: 20 });
    const { sio } = fixture;
    sio.on('say', (sid) => sio.emit('said', 1, { to: sid }));
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    await sio.enterRoom(client.id!, 'r');
    await client.emitWithAck('say');
    client.disconnect();
    const seen = watcher.all('server_stats').length;
    await until(() => watcher.all('server_stats').length > seen + 2);
    expect(new Set(watcher.told.map(([event]) => event))).toEqual(new Set(['config', 'server_stats']));
    expect(watcher.all('config')[0]![0].supportedFeatures).not.toContain('ALL_EVENTS');
    expect(watched()).toEqual([]);
  });

  it('is what NODE_ENV says', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    await using fixture = await Fixture.start({ mode: undefined });
    process.env['NODE_ENV'] = before;
    expect(watched()).toEqual([]);
    expect((await fixture.watch()).all('config')[0]![0].supportedFeatures).not.toContain('ALL_EVENTS');
  });

  it('carries out commands nevertheless', async () => {
    await using fixture = await Fixture.start({ mode: 'production' });
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    const heard = new Promise((resolve) => client.once('hello', resolve));
    watcher.socket.emit('emit', '/', client.id, 'hello', 1);
    expect(await heard).toBe(1);
  });
});

describe('statistics', () => {
  it('have the official shape', async () => {
    await using fixture = await Fixture.start({ mode: 'production', serverStatsInterval: 20, serverId: 'one' });
    fixture.sio.on('say', () => true);
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    await fixture.connect('/', { transports: ['polling'] });
    await client.emitWithAck('say', 'x'.repeat(100));
    const [stats] = await watcher.first('server_stats', ({ clientsCount }) => clientsCount === 3);
    expect(stats).toEqual({
      serverId: 'one',
      hostname: hostname(),
      pid: process.pid,
      uptime: expect.any(Number),
      clientsCount: 3,
      pollingClientsCount: 1,
      aggregatedEvents: expect.any(Array),
      namespaces: [
        { name: '/', socketsCount: expect.any(Number) },
        { name: '/admin', socketsCount: 1 },
      ],
    });
    client.disconnect();
    await watcher.first('server_stats', ({ clientsCount }) => clientsCount === 2);
    const happened = () => watcher.all('server_stats').flatMap(([{ aggregatedEvents }]) => aggregatedEvents);
    await until(() => happened().some(({ type }) => type === 'rawDisconnection'));
    const total = (type: string) =>
      happened().reduce((sum, event) => (event.type === type ? sum + event.count : sum), 0);
    // The watcher's own may have been counted before it watched.
    expect([2, 3]).toContain(total('rawConnection'));
    expect(total('rawDisconnection')).toBe(1);
    expect(total('bytesIn')).toBeGreaterThan(100);
    expect(total('packetsIn')).toBeGreaterThan(2);
    expect(total('packetsOut')).toBeGreaterThan(2);
    expect(total('bytesOut')).toBeGreaterThan(100);
    expect(happened().every(({ timestamp }) => timestamp % 1000 === 0)).toBe(true);
  });

  it('keep naming a namespace that everybody left', async () => {
    await using fixture = await Fixture.start({ serverStatsInterval: 20 });
    fixture.sio.of('/chat');
    const watcher = await fixture.watch();
    const client = await fixture.connect('/chat');
    const counts =
      (count: number) =>
      ({ namespaces }: { namespaces: unknown[] }) =>
        JSON.stringify(namespaces).includes(JSON.stringify({ name: '/chat', socketsCount: count }));
    await watcher.first('server_stats', counts(1));
    client.disconnect();
    await watcher.first('server_stats', counts(0));
  });

  it('stop with shutdown(), and all else goes on', async () => {
    await using fixture = await Fixture.start({ serverStatsInterval: 5 });
    const watcher = await fixture.watch();
    await until(() => watcher.all('server_stats').length > 2);
    fixture.admin.shutdown();
    const client = await fixture.connect();
    await watcher.first('socket_connected', ({ id }) => id === client.id);
    const seen = watcher.all('server_stats').length;
    client.disconnect();
    await watcher.first('socket_disconnected');
    expect(watcher.all('server_stats').length).toBeLessThanOrEqual(seen + 1);
  });
});

describe('read-only mode', () => {
  it('offers no commands, and obeys none', async () => {
    await using fixture = await Fixture.start({ readOnly: true });
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    for (const command of ['emit', 'join', 'leave', '_disconnect']) {
      await watcher.socket.emitWithAck(command, '/', 'r', client.id);
    }
    expect(watcher.all('config')).toEqual([[{ supportedFeatures: ['AGGREGATED_EVENTS', 'ALL_EVENTS'] }]]);
    expect(fixture.sio.rooms(client.id!)).toEqual([client.id]);
    expect(client.connected).toBe(true);
  });
});

describe('another namespace', () => {
  it('takes the place of /admin', async () => {
    await using fixture = await Fixture.start({ namespace: '/control', auth: { key: 'x' } });
    expect(fixture.admin.namespace).toBe('/control');
    await fixture.watch({ key: 'x' }, '/control');
    expect(await fixture.refusal({ key: 'x' })).toBe('Invalid namespace');
  });
});

describe('the server id', () => {
  it('is that of the host when nothing else is said', async () => {
    await using fixture = await Fixture.start();
    expect(fixture.admin.serverId).toBe(hostname());
  });
});

describe('the end of the server', () => {
  it('ends the monitoring of that server, and of no other', async () => {
    await using fixture = await Fixture.start();
    await using other = await Fixture.start();
    await fixture.watch();
    await fixture.sio.shutdown();
    await fixture.admin.uninstrument();
    expect(watched()).toEqual(CHANNELS);
    await other.sio.shutdown();
    expect(watched()).toEqual([]);
  });
});

describe('uninstrument()', () => {
  it('leaves nothing behind, and the server can be instrumented again', async () => {
    await using fixture = await Fixture.start();
    expect(watched()).toEqual(CHANNELS);
    expect(() => instrument(fixture.sio, { auth: false })).toThrow('instrumented already');
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    const gone = new Promise((resolve) => watcher.socket.once('disconnect', resolve));
    await fixture.admin.uninstrument();
    await fixture.admin.uninstrument();
    expect(await gone).toBe('io server disconnect');
    expect(watched()).toEqual([]);
    expect(client.connected).toBe(true);
    expect(await fixture.refusal({})).toBe('Invalid namespace');
    const again = instrument(fixture.sio, { auth: false });
    await accepted(fixture.open('/admin'));
    await again.uninstrument();
  });
});

describe('what is no command', () => {
  it.each([false, true])(
    'reaches no handler that is there for all namespaces, with alwaysConnect %j',
    async (alwaysConnect) => {
      let decide: (answer: boolean) => void = () => {};
      const isLate = (given: unknown) => (given as { name?: string } | undefined)?.name === 'eve';
      const later = (resolve: typeof decide) => {
        decide = resolve;
      };
      const auth = (given: unknown) => (isLate(given) ? new Promise<boolean>(later) : true);
      for (const readOnly of [true, false]) {
        await using fixture = await Fixture.start({ auth, readOnly }, { alwaysConnect });
        const { sio } = fixture;
        const heard: unknown[] = [];
        for (const event of ['*', 'spy', 'emit', 'connect', 'disconnect']) {
          sio.on(event, (...args: unknown[]) => void heard.push([event, ...args]), { namespace: '*' });
        }
        sio.onUnhandled((_sid, event) => void heard.push(event));
        const sockets = [(await fixture.watch()).socket];
        if (alwaysConnect) sockets.push(await fixture.connect('/admin', { auth: { name: 'eve' } }));
        for (const socket of sockets) {
          socket.emit('other', 1);
          socket.emit('emit', '/');
          await socket.emitWithAck('spy', 2);
          socket.disconnect();
        }
        decide(false);
        await until(() => sio.manager.countClients('/admin') === 0);
        expect(heard).toEqual([]);
      }
    },
  );
});

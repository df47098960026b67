import { tuple } from '@x/socketio-server';
import { describe, expect, it } from 'vitest';
import { Fixture, until } from './support/fixture.js';
import { oldClient } from './support/old-client.js';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe('in development mode an administrator sees', () => {
  it('what there is to be done', async () => {
    await using fixture = await Fixture.start();
    const watcher = await fixture.watch();
    const features = ['EMIT', 'JOIN', 'LEAVE', 'DISCONNECT', 'MJOIN', 'MLEAVE', 'MDISCONNECT'];
    expect(watcher.all('config')).toEqual([[{ supportedFeatures: [...features, 'AGGREGATED_EVENTS', 'ALL_EVENTS'] }]]);
  });

  it('who is here already, in the shape of the official package', async () => {
    await using fixture = await Fixture.start();
    fixture.sio.of('/chat');
    fixture.sio.on('connect', (sid) => fixture.sio.enterRoom(sid, 'lobby'));
    const { id } = await fixture.connect('/', { query: { lang: 'en' }, extraHeaders: { 'user-agent': 'me' } });
    const { id: polling } = await fixture.connect('/chat', { transports: ['polling'] });
    await fixture.sio.saveSession(id!, { user: 'ann', age: 7 });
    const [sockets] = await (await fixture.watch()).first('all_sockets');
    const found = sockets.find((socket: { id: string }) => socket.id === id);
    expect(found).toEqual({
      id,
      clientId: expect.stringMatching(/^[0-9a-f]{12}$/),
      transport: 'websocket',
      nsp: '/',
      data: { user: 'ann', age: 7 },
      handshake: {
        address: '127.0.0.1',
        headers: expect.objectContaining({ host: fixture.url.slice(7), 'user-agent': 'me' }),
        query: { lang: 'en', EIO: '4', transport: 'websocket' },
        secure: false,
        xdomain: false,
        url: '/socket.io/?lang=en&EIO=4&transport=websocket',
        issued: expect.any(Number),
        time: TIME,
      },
      rooms: [id, 'lobby'],
    });
    expect(sockets.find((socket: { id: string }) => socket.id === polling)).toMatchObject({
      nsp: '/chat',
      transport: 'polling',
    });
  });

  it('who comes, moves, speaks, hears and goes', async () => {
    await using fixture = await Fixture.start();
    const { sio } = fixture;
    sio.on('say', (sid, text) => sio.emit('said', tuple(text, 2), { to: sid }));
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    const { id } = client;
    const other = await fixture.connect();
    client.emit('say', 'hello', { deep: [1] });
    await watcher.first('event_sent');
    await sio.enterRoom(id!, 'r');
    await sio.enterRoom(other.id!, 'r');
    await sio.leaveRoom(id!, 'r');
    await sio.saveSession(id!, { user: 'ann' });
    client.disconnect();
    await watcher.first('room_left', (_nsp, room) => room === id);

    const mine = watcher.told.filter(
      ([event, first, second, third]) =>
        event !== 'server_stats' &&
        ((first as { id?: string }).id === id || second === id || (third === id && first === '/')),
    );
    expect(mine).toEqual([
      ['room_joined', '/', id, id, TIME],
      ['socket_connected', expect.objectContaining({ id, nsp: '/', rooms: [id], transport: 'websocket' }), TIME],
      ['event_received', '/', id, ['say', 'hello', { deep: [1] }], TIME],
      ['event_sent', '/', id, ['said', 'hello', 2], TIME],
      ['room_joined', '/', 'r', id, TIME],
      ['room_left', '/', 'r', id, TIME],
      ['socket_updated', { id, nsp: '/', data: { user: 'ann' } }],
      ['socket_disconnected', '/', id, 'client disconnect', TIME],
      ['room_left', '/', id, id, TIME],
    ]);
    expect(fixture.errors).toEqual([]);
  });

  it('one event for each recipient of a broadcast, and what was asked for an acknowledgement', async () => {
    await using fixture = await Fixture.start();
    const [a, b] = [await fixture.connect(), await fixture.connect()];
    a.on('question', (answer) => answer(42));
    const watcher = await fixture.watch();
    await fixture.sio.emit('news', 'x');
    expect(await fixture.sio.call('question', undefined, { to: a.id! })).toBe(42);
    await watcher.first('event_sent', (_nsp, _id, [event]) => event === 'question');
    const sent = watcher.all('event_sent').map(([nsp, id, args]) => [nsp, id, args]);
    expect(sent).toHaveLength(3);
    expect(sent).toEqual(
      expect.arrayContaining([
        ['/', a.id, ['news', 'x']],
        ['/', b.id, ['news', 'x']],
        ['/', a.id, ['question']],
      ]),
    );
  });

  it('the move of a connection to WebSocket', async () => {
    await using fixture = await Fixture.start();
    const watcher = await fixture.watch();
    const { id } = await fixture.connect('/', { transports: ['polling', 'websocket'] });
    const update = await watcher.first('socket_updated');
    expect(update).toEqual([{ id, nsp: '/', transport: 'websocket' }]);
    const [connected] = await watcher.first('socket_connected', (socket) => socket.id === id);
    expect(connected.transport).toBe('polling');
  });

  it('the sockets of one connection as one client', async () => {
    await using fixture = await Fixture.start();
    fixture.sio.of('/chat');
    const watcher = await fixture.watch();
    const root = await fixture.connect();
    const chat = root.io.socket('/chat').connect();
    await until(() => chat.connected);
    const stranger = await fixture.connect();
    const clientOf = async (id: string | undefined) =>
      (await watcher.first('socket_connected', (socket) => socket.id === id))[0].clientId;
    expect(await clientOf(chat.id)).toBe(await clientOf(root.id));
    expect(await clientOf(stranger.id)).not.toBe(await clientOf(root.id));
  });

  it('clients that were there before it began, and none that were turned away', async () => {
    await using fixture = await Fixture.start({ mode: 'production' });
    fixture.sio.of('/closed').on('connect', () => false);
    const client = await fixture.connect();
    await fixture.admin.uninstrument();
    const { instrument } = await import('../src/index.js');
    const admin = instrument(fixture.sio, { auth: false, mode: 'development' });
    const watcher = await fixture.watch();
    const refused = fixture.open('/closed');
    await new Promise((resolve) => refused.once('connect_error', resolve));
    const [sockets] = await (await fixture.watch()).first('all_sockets');
    expect(sockets.map((socket: { id: string }) => socket.id)).toEqual([client.id, watcher.socket.id]);
    await admin.uninstrument();
  });

  it('nothing of what administrators and the server say to each other', async () => {
    await using fixture = await Fixture.start({ serverStatsInterval: 20 });
    const watcher = await fixture.watch();
    watcher.socket.emit('join', '/', 'nowhere');
    await until(() => watcher.all('server_stats').length > 3);
    expect(watcher.all('event_received')).toEqual([]);
    expect(watcher.all('event_sent')).toEqual([]);
  });

  it('nothing of another server in the same process', async () => {
    await using fixture = await Fixture.start();
    await using other = await Fixture.start();
    const watcher = await fixture.watch();
    other.sio.on('say', () => true);
    await (await other.connect()).emitWithAck('say', 1);
    const client = await fixture.connect();
    await watcher.first('socket_connected', (socket) => socket.id === client.id);
    expect(watcher.all('socket_connected').map(([socket]) => socket.nsp)).toEqual(['/admin', '/']);
    expect(watcher.all('event_received')).toEqual([]);
  });
});

describe('what is never shown', () => {
  const secret = 'hunter2';

  it('are credentials, cookies, authorization headers, and session ids of connections', async () => {
    await using fixture = await Fixture.start();
    const { sio } = fixture;
    sio.on('login', () => true);
    const watcher = await fixture.watch();
    const client = await fixture.connect('/', {
      auth: { token: secret },
      query: { api_key: secret, access_token: secret, page: '7' },
      extraHeaders: {
        cookie: `id=${secret}`,
        authorization: `Bearer ${secret}`,
        'x-csrf-token': secret,
        referer: `http://example.org/?token=${secret}&page=8`,
      },
    });
    await sio.saveSession(client.id!, {
      password: secret,
      nested: [{ accessToken: secret }],
      author: 'ann',
      authenticated: true,
    });
    await client.emitWithAck('login', { user: 'ann', password: secret });
    await fixture.watch();
    await watcher.first('event_received');
    const { told } = watcher;
    const sids = [...sio.engine.sessions.keys()];
    expect(sids).toHaveLength(3);
    const everything = JSON.stringify(told);
    for (const hidden of [secret, ...sids]) expect(everything).not.toContain(hidden);
    const [connected] = await watcher.first('socket_connected', (socket) => socket.id === client.id);
    expect(connected.handshake.headers).toMatchObject({
      cookie: '(hidden)',
      authorization: '(hidden)',
      referer: 'http://example.org/?token=(hidden)&page=8',
    });
    expect(connected.handshake.query).toMatchObject({ api_key: '(hidden)', page: '7' });
    const [{ data }] = await watcher.first('socket_updated');
    expect(data).toEqual({
      password: '(hidden)',
      nested: [{ accessToken: '(hidden)' }],
      author: 'ann',
      authenticated: true,
    });
    expect((await watcher.first('event_received'))[2]).toEqual(['login', { user: 'ann', password: '(hidden)' }]);
  });

  it('are the sids of old clients, which are those of their connections; commands still find them', async () => {
    await using fixture = await Fixture.start();
    const { sio } = fixture;
    const connected = new Promise<string>((resolve) => sio.on('connect', resolve));
    const watcher = await fixture.watch();
    const client = oldClient(fixture.url);
    fixture.own(client);
    const gone = new Promise((resolve) => client.on('disconnect', resolve));
    const sid = await connected;
    const [socket] = await watcher.first('socket_connected', ({ nsp }) => nsp === '/');
    expect(socket.id).toMatch(/^v2-[0-9a-f]{20}$/);
    expect(socket.rooms).toEqual([socket.id]);
    watcher.socket.emit('join', '/', 'r', socket.id);
    await until(() => sio.rooms(sid).includes('r'));
    watcher.socket.emit('_disconnect', '/', false, socket.id);
    await gone;
    await watcher.first('socket_disconnected', (_nsp, id) => id === socket.id);
    expect(JSON.stringify(watcher.told)).not.toContain(sid);
  });

  it('are large, binary or unsendable things in full', async () => {
    await using fixture = await Fixture.start();
    const { sio } = fixture;
    sio.on('data', () => true);
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    await client.emitWithAck('data', Buffer.alloc(5000), 'x'.repeat(100_000), Array(10_000).fill(1));
    const circular: Record<string, unknown> = {
      big: 1n,
      when: new Date(0),
      f: () => 1,
      m: new Map([[1, 2]]),
      not: NaN,
    };
    circular['self'] = circular;
    await sio.saveSession(client.id!, circular);
    const [, , args] = await watcher.first('event_received');
    expect(args[0]).toBe('data');
    expect(args[1]).toBe('(5000 bytes)');
    expect(args[2].length).toBeLessThan(2100);
    expect(args[3].length).toBeLessThan(600);
    const [{ data }] = await watcher.first('socket_updated');
    expect(data).toMatchObject({
      big: '1',
      when: '1970-01-01T00:00:00.000Z',
      f: '(function)',
      m: [[1, 2]],
      not: 'NaN',
    });
    await sio.saveSession(client.id!, {
      get bad() {
        throw new Error('no');
      },
    });
    await watcher.first('socket_updated', (update) => update.data === '(cannot be shown)');
  });
});

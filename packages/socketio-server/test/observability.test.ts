import { channel } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import { type Fixture, next, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('stats', () => {
  it('count connections per transport, clients per namespace, packets and bytes', async () => {
    fixture = await serve();
    fixture.sio.of('/chat');
    fixture.sio.on('echo', (_sid, value) => value);
    const before = fixture.sio.stats();
    expect(before).toMatchObject({ connections: 0, polling: 0, websocket: 0, clients: {}, packetsIn: 0 });
    const client = await fixture.connect();
    await fixture.connect('/', { transports: ['polling'] });
    await fixture.connect('/chat');
    await client.emitWithAck('echo', 'x'.repeat(100));
    const stats = fixture.sio.stats();
    expect(stats).toMatchObject({ connections: 3, polling: 1, websocket: 2, clients: { '/': 2, '/chat': 1 } });
    expect(stats.packetsIn).toBeGreaterThan(before.packetsIn);
    expect(stats.bytesIn).toBeGreaterThan(100);
    expect(stats.bytesOut).toBeGreaterThan(100);
  });
});

describe('diagnostics channels', () => {
  it('tell of connections, events, emits, errors and disconnections', async () => {
    fixture = await serve();
    const told: unknown[][] = [];
    const names = ['connect', 'event', 'emit', 'error', 'disconnect'];
    const listeners = names.map((name) => {
      const listener = (message: unknown) => void told.push([name, message]);
      channel(`socketio-server:${name}`).subscribe(listener);
      return () => channel(`socketio-server:${name}`).unsubscribe(listener);
    });
    const failure = new Error('mine');
    fixture.sio.on('bad', () => {
      throw failure;
    });
    const client = await fixture.connect();
    const sid = client.id!;
    const heard = next(client, 'e');
    await fixture.sio.emit('e', 1, { to: sid });
    await heard;
    client.emit('bad', 2);
    await until(() => told.length === 4);
    client.disconnect();
    await until(() => told.length === 5);
    for (const unsubscribe of listeners) unsubscribe();
    expect(told).toEqual([
      ['connect', { sid, namespace: '/', environ: expect.objectContaining({ method: 'GET' }) }],
      ['emit', { namespace: '/', event: 'e', data: 1, options: { to: sid } }],
      ['event', { sid, namespace: '/', event: 'bad', args: [2] }],
      ['error', { error: failure, sid, namespace: '/', event: 'bad', args: [2] }],
      ['disconnect', { sid, namespace: '/', reason: 'client disconnect' }],
    ]);
  });

  it('tell of upgrades and of saved sessions', async () => {
    fixture = await serve();
    const told: unknown[] = [];
    const listener = (message: unknown) => void told.push(message);
    const watched = ['upgrade', 'session'].map((name) => channel(`socketio-server:${name}`));
    for (const one of watched) one.subscribe(listener);
    const { id: sid } = await fixture.connect('/', { transports: ['polling', 'websocket'] });
    await until(() => told.length === 1);
    await fixture.sio.saveSession(sid!, { user: 'ann' });
    await fixture.sio.session(sid!, (session) => {
      session['user'] = 'bob';
    });
    for (const one of watched) one.unsubscribe(listener);
    expect(told).toEqual([
      { sid, namespace: '/', transport: 'websocket' },
      { sid, namespace: '/', session: { user: 'bob' } },
      { sid, namespace: '/', session: { user: 'bob' } },
    ]);
  });
});

it('a channel tells of the end of a server', async () => {
  fixture = await serve();
  const told: unknown[] = [];
  const listener = (message: unknown) => void told.push(message);
  channel('socketio-server:shutdown').subscribe(listener);
  await fixture.sio.shutdown();
  await fixture.sio.shutdown();
  channel('socketio-server:shutdown').unsubscribe(listener);
  expect(told).toEqual([{ server: fixture.sio }]);
});

describe('the transport', () => {
  it('of a client is known, and changes with an upgrade', async () => {
    fixture = await serve();
    const polling = await fixture.connect('/', { transports: ['polling'] });
    expect(fixture.sio.transport(polling.id!)).toBe('polling');
    const upgrading = await fixture.connect('/', { transports: ['polling', 'websocket'] });
    await until(() => fixture.sio.transport(upgrading.id!) === 'websocket');
  });
});

describe('options given as data', () => {
  it('are warned of, once', async () => {
    fixture = await serve();
    const warnings: Error[] = [];
    const listener = (warning: Error) => warnings.push(warning);
    process.on('warning', listener);
    await fixture.sio.emit('e', { to: 'room' });
    await fixture.sio.emit('e', { to: 'room', other: 1 });
    await fixture.sio.emit('e', { room: 'room' });
    await until(() => warnings.length > 0);
    process.off('warning', listener);
    expect(warnings.map(({ message }) => message)).toEqual([
      'emit(event, { to }) sends this object as data, to everyone. Options come third: emit(event, data, options)',
    ]);
  });
});

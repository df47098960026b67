import { randomUUID } from 'node:crypto';
import { reachable } from '@x/adapter-contract';
import { Manager } from '@x/socketio-server';
import { expect, it } from 'vitest';
import { joinRoom, registerQueue, SocketIO, SocketIOError } from '../src/index.js';
import { LoadedManager } from '../src/loaded-manager.js';
import { next, running } from './support/app.js';
import { Bus } from './support/bus.js';

registerQueue('bus:', (url, options) => new Bus(url, options));

it('a queue by URL joins applications, and an instance without an application emits to them all', async () => {
  const namespaces = ['/test'];
  await using a = await running(() => {}, {
    messageQueue: 'bus://here',
    channel: 'one',
    namespaces,
  });
  await using b = await running(() => {}, { messageQueue: 'bus://here', channel: 'one', namespaces });
  await using c = await running(() => {}, { messageQueue: 'bus://here', channel: 'two', namespaces });
  for (const { io } of [a, b, c]) await (io.server.manager as Bus).ready();
  const clients = [await a.connect('/test'), await b.connect('/test'), await c.connect('/test')].map((client) => {
    const heard: unknown[] = [];
    client.on('my event', (data) => heard.push(data));
    return { client, heard };
  });
  const out = new SocketIO({ messageQueue: 'bus://here', channel: 'one' });
  const arrived = Promise.all(clients.slice(0, 2).map(({ client }) => next(client, 'my event')));
  await out.emit('my event', { data: 'foo' }, { namespace: '/test' });
  await arrived;
  const last = next(clients[2]!.client, 'last');
  await c.io.emit('last', undefined, { namespace: '/test' });
  await last;
  expect(clients.map(({ heard }) => heard)).toEqual([[{ data: 'foo' }], [{ data: 'foo' }], []]);
  await out.closeRoom('nobody');
  await out.ready();
  await out.stop();
  expect(Bus.urls).toContain('bus://here');
});

it('asking a room where nobody is has no answers, and is no failure', async () => {
  await using a = await running(() => {}, { messageQueue: 'bus://here', channel: 'nobody', namespaces: ['/test'] });
  const question = a.io.server.of('/test').to('nobody').timeout(20).emitWithAck('well?');
  expect(await question).toEqual([]);
});

it('what cannot be a queue is refused with a sentence that helps', () => {
  expect(() => new SocketIO({ messageQueue: 'redis://', clientManager: new Manager() })).toThrow(/not both/);
  expect(() => new SocketIO({ channel: 'x' })).toThrow(/messageQueue/);
  const unknown = new SocketIO({ messageQueue: 'smoke://user:secret@host' });
  expect(() => unknown.server).toThrow(SocketIOError);
  expect(() => unknown.server).toThrow(/smoke:\/\/.*redis:\/\/.*registerQueue/s);
  expect(() => unknown.server).not.toThrow(/secret/);
  expect(() => new SocketIO({ messageQueue: 'here' }).server).toThrow(/no URL/);
});

it('ours are loaded when they are named', async () => {
  const io = new SocketIO(() => {}, { messageQueue: 'redis://127.0.0.1:1', logger: false });
  expect(io.server.manager).toBeInstanceOf(LoadedManager);
  await io.ready();
  await io.stop();
});

it('a package that is not installed is named, by whoever waits and in the log', async () => {
  const name = '@x/adapter-absent';
  registerQueue('absent', (_url, options) => new LoadedManager(name, () => import(name), options));
  const errors: string[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => errors.push(message) };
  const out = new SocketIO({ messageQueue: 'absent://', logger });
  const needed = /needs the package @x\/adapter-absent: npm install @x\/adapter-absent/;
  await expect(out.emit('x')).rejects.toThrow(needed);
  await expect(out.ready()).rejects.toThrow(needed);
  await out.stop();
  const server = new SocketIO({ messageQueue: 'absent://', logger });
  await expect(server.run({ port: 0 })).rejects.toThrow(needed);
  await server.stop();
  expect(errors.filter((message) => needed.test(message)).length).toBeGreaterThanOrEqual(2);
});

const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const there = await reachable({ name: 'Redis', url, skipped: 'an application with messageQueue: redis://' });

it.runIf(there)('a real queue carries what a process without an application emits, and rooms of all', async () => {
  const options = { messageQueue: url, channel: `app-${randomUUID()}` };
  await using app = await running((io) => io.on('join', (room: string) => joinRoom(room)), options);
  await (app.io.server.manager as unknown as Bus).ready();
  const client = await app.connect();
  await client.emitWithAck('join', 'user 42');
  const out = new SocketIO(options);
  const done = next(client, 'job done');
  await out.emit('job done', { id: 7 }, { to: 'user 42' });
  expect(await done).toEqual([{ id: 7 }]);
  await out.stop();
});

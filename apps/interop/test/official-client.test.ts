import { tuple } from '@x/socketio-server';
import type { Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect as connectOfficial, MODES, next, open } from './support/official-client.js';
import { type InteropServer, startServer } from './support/server.js';

let server: InteropServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe.each(MODES)('the official client over %s', (mode) => {
  const sockets: Socket[] = [];
  const connect = async (namespace = '', auth: object = {}) => {
    const socket = await connectOfficial(server.url + namespace, mode, { auth });
    sockets.push(socket);
    return socket;
  };
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });

  it('travels as it was told', async () => {
    const socket = await connect();
    expect(socket.io.engine.transport.name).toBe(mode === 'polling' ? 'polling' : 'websocket');
    await socket.emitWithAck('echo', 'so that the server knows as well');
    expect(server.sio.transport(socket.id!)).toBe(socket.io.engine.transport.name);
  });

  it('gets its echo as an ack: one value, several, none', async () => {
    const socket = await connect();
    expect(await socket.emitWithAck('echo', { a: [1, null, 'x'] })).toEqual({ a: [1, null, 'x'] });
    const values = await new Promise((resolve) => socket.emit('echo', 1, 'two', (...args: unknown[]) => resolve(args)));
    expect(values).toEqual([1, 'two']);
    const none = await new Promise((resolve) => socket.emit('echo', (...args: unknown[]) => resolve(args)));
    expect(none).toEqual([]);
  });

  it.each([
    'ünïcödé',
    '日本語, עברית, हिन्दी',
    '😀 👩‍👩‍👧 🏳️‍🌈',
    '\u0000\u001e\u2028\u2029\ufeff',
    '"\\/\b\f\n\r\t',
    'long '.repeat(20_000),
    '😀'.repeat(20_000),
  ])('gets back what it says in any script: %.20s', async (text) => {
    const socket = await connect();
    expect(await socket.emitWithAck('echo', text)).toBe(text);
    const repeated = next(socket, 'repeated');
    socket.emit('repeat', text);
    expect(await repeated).toEqual([text]);
  });

  it.each([0, 1, 2, 3, 1024, 65_536, 300_000])('gets back %d bytes', async (size) => {
    const socket = await connect();
    const bytes = Buffer.from(new Uint8Array(size).map((_, i) => i * 7));
    const answer = (await socket.emitWithAck('echo', bytes)) as Buffer;
    expect(Buffer.compare(answer, bytes)).toBe(0);
  });

  it('gets back bytes among other data, in both directions', async () => {
    const socket = await connect();
    const data = { name: 'a.bin', parts: [Buffer.from([1]), { deep: Buffer.from([2, 3]) }], none: null };
    const repeated = next(socket, 'repeated');
    socket.emit('repeat', data, Buffer.from([4]));
    expect(await repeated).toEqual([data, Buffer.from([4])]);
  });

  it('gets messages in the order that they were sent, text and bytes', async () => {
    const socket = await connect();
    const sent = Array.from({ length: 200 }, (_, i) => (i % 7 === 0 ? Buffer.from([i]) : i));
    const received: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      socket.on('repeated', (value: unknown) => {
        if (received.push(value) === sent.length) resolve();
      });
    });
    for (const value of sent) socket.emit('repeat', value);
    await all;
    expect(received).toEqual(sent);
  });

  it('acknowledges what the server asks', async () => {
    const socket = await connect();
    socket.on('question', (a: number, b: Buffer, answer: (...args: unknown[]) => void) => answer(a + 1, b, 'x'));
    expect(await server.sio.call('question', tuple(1, Buffer.from([9])), { to: socket.id! })).toEqual([
      2,
      Buffer.from([9]),
      'x',
    ]);
  });

  it('meets others in rooms, and leaves them', async () => {
    const [ann, bob, cid] = await Promise.all([connect(), connect(), connect()]);
    const heard: string[] = [];
    for (const [name, socket] of Object.entries({ ann, bob, cid })) {
      socket.on('told', (room: string, text: string) => heard.push(`${name} in ${room}: ${text}`));
    }
    await Promise.all([
      ann.emitWithAck('enter', 'red'),
      bob.emitWithAck('enter', 'red'),
      cid.emitWithAck('enter', 'blue'),
    ]);
    await ann.emitWithAck('tell', 'red', 'hello');
    await ann.emitWithAck('tell', 'blue', 'and you');
    await bob.emitWithAck('leave', 'red');
    await ann.emitWithAck('tell', 'red', 'anybody?');
    // Packets of one connection are in order, so what was told before this echo has arrived with it.
    await Promise.all([ann, bob, cid].map((socket) => socket.emitWithAck('echo', 0)));
    expect(heard.sort()).toEqual(['bob in red: hello', 'cid in blue: and you']);
  });

  it('has a custom namespace to itself', async () => {
    const chat = await connect('/chat');
    const root = await connect();
    expect(chat.id).not.toBe(root.id);
    const heard: unknown[] = [];
    root.on('told', (...args: unknown[]) => heard.push(args));
    await Promise.all([chat.emitWithAck('enter', 'red'), root.emitWithAck('enter', 'red')]);
    const other = await connect('/chat');
    const told = next(chat, 'told');
    other.emit('tell', 'red', 'hello');
    expect(await told).toEqual(['red', 'hello']);
    await root.emitWithAck('echo', 0);
    expect(heard).toEqual([]);
  });

  it('shares one connection between namespaces', async () => {
    const root = await connect();
    const chat = root.io.socket('/chat');
    await new Promise((resolve) => chat.once('connect', () => resolve(undefined)).connect());
    expect(await chat.emitWithAck('echo', 'chat')).toBe('chat');
    chat.disconnect();
    expect(await root.emitWithAck('echo', 'root')).toBe('root');
  });

  it('is turned away with reason and data, and let in with the right key', async () => {
    const socket = open(`${server.url}/private`, mode);
    sockets.push(socket);
    const [error] = (await next(socket, 'connect_error')) as [Error & { data: unknown }];
    expect(error.message).toBe('wrong key');
    expect(error.data).toEqual({ hint: 'ask ann', left: 2 });
    await connect('/private', { key: 'secret' });
  });

  it('is turned away from a namespace that does not exist', async () => {
    const socket = open(`${server.url}/nowhere`, mode);
    sockets.push(socket);
    const [error] = (await next(socket, 'connect_error')) as [Error];
    expect(error.message).toBe('Invalid namespace');
  });

  it('learns that the server disconnected it', async () => {
    const socket = await connect();
    const { id } = socket;
    const disconnected = next(socket, 'disconnect');
    socket.emit('kick me');
    expect((await disconnected)[0]).toBe('io server disconnect');
    expect(server.departures.get(id!)).toBe('server disconnect');
  });

  it('says goodbye', async () => {
    const socket = await connect();
    const { id } = socket;
    const observer = await connect();
    socket.disconnect();
    while (!server.departures.has(id!)) await observer.emitWithAck('echo', 0);
    expect(server.departures.get(id!)).toBe('client disconnect');
  });
});

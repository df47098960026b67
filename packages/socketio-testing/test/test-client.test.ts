import { context, emit, joinRoom, SocketIO, send } from '@x/socketio-app';
import { ConnectionRefusedError, DisconnectedError, Server, TimeoutError, tuple } from '@x/socketio-server';
import { expect, it } from 'vitest';
import { testClient } from '../src/index.js';

it('connects, emits, gets acknowledgements, and keeps what it receives', async () => {
  const sio = new Server();
  sio.on('echo', (sid: string, ...args: unknown[]) => {
    void sio.emit('heard', tuple(...args), { to: sid });
    return tuple(...args);
  });
  const client = await testClient(sio);
  expect(client.isConnected()).toBe(true);
  expect(client.sid()).toBeTypeOf('string');
  expect(await client.emit('echo', 'x')).toBe(undefined);
  expect(await client.emit('echo', 'y', { callback: true })).toBe('y');
  expect(await client.call('echo', tuple(1, Buffer.from('two')))).toEqual([1, Buffer.from('two')]);
  expect(client.getReceived()).toEqual([
    { name: 'heard', args: ['x'], namespace: '/' },
    { name: 'heard', args: ['y'], namespace: '/' },
    { name: 'heard', args: [1, Buffer.from('two')], namespace: '/' },
  ]);
  expect(client.getReceived()).toEqual([]);
  await client.disconnect();
  await sio.shutdown();
});

it('waits for handlers, so that nothing has to be slept for', async () => {
  const sio = new Server();
  sio.on('slow', async (sid: string) => {
    for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate);
    await sio.emit('done', undefined, { to: sid });
  });
  sio.on('fail', async () => {
    throw new Error('oops');
  });
  sio.onError((error) => (error as Error).message);
  const [a, b] = [await testClient(sio), await testClient(sio)];
  await a.emit('slow');
  expect(a.getReceived()).toHaveLength(1);
  void a.emit('slow');
  await b.settled();
  expect(a.getReceived()).toHaveLength(1);
  expect(await a.call('fail')).toBe('oops');
  await sio.emit('all', 1);
  expect([a.getReceived(), b.getReceived()].map(([first]) => first?.args)).toEqual([[1], [1]]);
  await sio.shutdown();
});

it('namespaces have connections, sids and events of their own', async () => {
  const sio = new Server();
  const left: unknown[] = [];
  sio.on('connect', (_sid, _environ, auth) => auth?.ok === true, { namespace: '/x' } as never);
  sio.on('disconnect', (_sid: string, reason: string) => left.push(reason), { namespace: '/x' });
  const client = await testClient(sio);
  expect(client.isConnected('/x')).toBe(false);
  await client.connect('/x', { auth: { ok: true } });
  expect(client.sid('/x')).not.toBe(client.sid());
  await sio.emit('news', 1, { namespace: '/x' });
  expect(client.getReceived()).toEqual([]);
  expect(client.getReceived({ namespace: '/x' })).toEqual([{ name: 'news', args: [1], namespace: '/x' }]);
  await client.disconnect('/x');
  expect([client.isConnected('/x'), client.isConnected(), left]).toEqual([false, true, ['client disconnect']]);
  await expect(client.emit('e', 1, { namespace: '/x' })).rejects.toThrow(DisconnectedError);
  await sio.disconnect(client.sid() as string);
  expect(client.isConnected()).toBe(false);
  await client.connect();
  expect(client.isConnected()).toBe(true);
  await client.disconnect();
  await sio.shutdown();
});

it('a rejected connection is told, not thrown', async () => {
  const sio = new Server();
  sio.on('connect', () => {
    throw new ConnectionRefusedError('not you', { code: 7 });
  });
  const client = await testClient(sio);
  expect(client.isConnected()).toBe(false);
  expect(client.rejection()).toEqual({ message: 'not you', data: { code: 7 } });
  expect((await testClient(sio, { namespace: '/none' })).rejection('/none')).toEqual({ message: 'Invalid namespace' });
  await expect(client.emit('x')).rejects.toThrow(/not connected to \//);
});

it('query, headers and auth reach the server, and a new request is a new connection', async () => {
  const sio = new Server();
  const seen: unknown[] = [];
  sio.on('connect', (_sid, { query, headers }, auth) => {
    seen.push([query['room'], headers['x-who'], auth]);
  });
  const client = await testClient(sio, { query: 'room=7', headers: { 'X-Who': 'me' }, auth: { token: 't' } });
  await client.disconnect();
  await client.connect('/', { query: { room: ['1', '2'] } });
  expect(seen).toEqual([
    ['7', 'me', { token: 't' }],
    [['1', '2'], 'me', undefined],
  ]);
});

it('an application is tested the same way, with a login injected', async () => {
  const io = new SocketIO();
  io.on('connect', () => context().session['user'] !== undefined);
  io.on('json', (data) => send(data, { json: true }));
  io.on('join', async (room: string) => {
    await joinRoom(room);
    await emit('joined', [context().session['user'], context().request.role], { to: room });
  });
  const stranger = await testClient(io);
  expect(stranger.rejection()).toEqual({ message: 'Connection rejected by server' });
  const ann = await testClient(io, { request: { session: { user: 'ann' }, role: 'admin' } });
  await ann.send({ a: 1 }, { json: true });
  await ann.emit('join', 'room');
  expect(ann.getReceived().map(({ name, args }) => [name, ...args])).toEqual([
    ['json', { a: 1 }],
    ['joined', ['ann', 'admin']],
  ]);
  await io.stop();
});

it('it answers what the server calls', async () => {
  const sio = new Server();
  const client = await testClient(sio);
  client.on('double', (value: number) => value * 2);
  expect(await sio.call('double', 21, { to: client.sid() as string })).toBe(42);
  const asked = sio.call('unanswered', 1, { to: client.sid() as string });
  await client.disconnect();
  await expect(asked).rejects.toThrow(DisconnectedError);
});

it('calls end when the server ends the connection', async () => {
  const sio = new Server();
  sio.on('bye', (sid: string) => {
    void sio.disconnect(sid);
    return new Promise(() => {});
  });
  const client = await testClient(sio);
  await expect(client.call('bye')).rejects.toThrow(DisconnectedError);
});

it('calls end when the server ends their namespace, whatever else the client is connected to', async () => {
  const sio = new Server({ namespaces: '*' });
  sio.on('bye', (sid: string) => sio.disconnect(sid));
  const client = await testClient(sio);
  await client.connect('/x');
  await expect(client.call('bye')).rejects.toThrow(DisconnectedError);
  expect([client.isConnected(), client.isConnected('/x')]).toEqual([false, true]);
});

it('what names no event of an application is a mistake of the caller', async () => {
  const client = await testClient(new Server());
  await expect(client.emit('connect')).rejects.toThrow('event name "connect" is reserved');
  await expect(client.call('disconnect')).rejects.toThrow('event name "disconnect" is reserved');
  await expect(client.emit(undefined as never)).rejects.toThrow(TypeError);
  expect(client.isConnected()).toBe(true);
});

it('a call that nobody answers says why at once, where a client on a network would wait', async () => {
  for (const asyncHandlers of [true, false]) {
    const sio = new Server({ asyncHandlers });
    const failure = new Error('oops');
    sio.on('fail', () => {
      throw failure;
    });
    sio.on('fail later', () => Promise.reject(failure));
    sio.on('bad answer', () => 1n);
    sio.on('slow', () => new Promise((resolve) => setImmediate(resolve, 'done')));
    sio.onErrorDefault(() => {});
    const client = await testClient(sio, { namespace: '/' });
    await expect(client.call('ask')).rejects.toThrow(TimeoutError);
    await expect(client.call('ask')).rejects.toThrow(
      '"ask" was not acknowledged: there is no handler for it in namespace /',
    );
    await expect(client.emit('ask', 1, { callback: true })).rejects.toThrow(TimeoutError);
    for (const event of ['fail', 'fail later']) {
      const mistake = expect.objectContaining({ code: 'TIMEOUT', cause: failure });
      await expect(client.call(event)).rejects.toThrow(mistake);
    }
    await expect(client.call('bad answer')).rejects.toThrow(/cannot be sent/);
    const slow = client.call('slow');
    await expect(client.call('ask')).rejects.toThrow(/no handler/);
    expect(await slow).toBe('done');
    await sio.shutdown();
  }
});

it('data that cannot be sent is told to whoever calls', async () => {
  const client = await testClient(new Server());
  await expect(client.call('x', 1n)).rejects.toThrow(/BigInt/);
  await expect(client.emit('x', 1n)).rejects.toThrow(/BigInt/);
});

it('an error handler may take its time to answer', async () => {
  const sio = new Server();
  sio.on('fail', () => Promise.reject(new Error('oops')));
  sio.onError(async (error) => {
    for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
    return (error as Error).message;
  });
  expect(await (await testClient(sio)).call('fail')).toBe('oops');
});

it('a call may be given up, and others that never end do not keep it', async () => {
  const sio = new Server();
  sio.on('never', () => new Promise(() => {}));
  const client = await testClient(sio);
  await expect(client.call('never', undefined, { timeout: 1 })).rejects.toThrow(/did not end within 1 ms/);
  await expect(client.call('ask', undefined, { timeout: Infinity })).rejects.toThrow(/no handler/);
});

it.each([[undefined], [null], [{}], [() => {}], ['sio']])('%j is no server to connect to', async (target) => {
  await expect(testClient(target as never)).rejects.toThrow(TypeError);
  await expect(testClient(target as never)).rejects.toThrow(/takes a Server or a SocketIO, not .*new SocketIO\(app\)/);
});

it('a namespace without a slash is a mistake wherever it is named', async () => {
  const sio = new Server();
  const mistake = /begins with a slash, as in '\/chat': not "chat"/;
  await expect(testClient(sio, { namespace: 'chat' })).rejects.toThrow(mistake);
  const client = await testClient(sio);
  await expect(client.connect('chat')).rejects.toThrow(mistake);
  await expect(client.emit('x', 1, { namespace: 'chat' })).rejects.toThrow(mistake);
  await expect(client.disconnect('chat')).rejects.toThrow(mistake);
});

it('disconnect() leaves all namespaces, and may be called again', async () => {
  const sio = new Server({ namespaces: '*' });
  const left: unknown[] = [];
  sio.on('disconnect', (namespace: string, _sid: string, reason: string) => left.push([namespace, reason]), {
    namespace: '*',
  });
  const client = await testClient(sio);
  await client.connect('/x');
  await client.disconnect();
  await client.disconnect();
  expect([client.isConnected(), client.isConnected('/x')]).toEqual([false, false]);
  expect(left).toEqual([
    ['/', 'client disconnect'],
    ['/x', 'client disconnect'],
  ]);
});

it('shutdown() disconnects it, and waits for its disconnect handler', async () => {
  const sio = new Server();
  const reasons: unknown[] = [];
  sio.on('disconnect', async (_sid, reason) => {
    await new Promise(setImmediate);
    reasons.push(reason);
  });
  const client = await testClient(sio);
  const other = await testClient(sio);
  await other.disconnect();
  await sio.shutdown();
  expect(client.isConnected()).toBe(false);
  expect(reasons).toEqual(['client disconnect', 'server shutting down']);
});

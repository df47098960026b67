import { afterEach, describe, expect, it } from 'vitest';
import { DisconnectReason } from '../src/index.js';
import { deferred, type Fixture, next, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

/** The reason that the next disconnect handler is told. */
function reason(): Promise<string> {
  return new Promise((resolve) => fixture.sio.on('disconnect', (_sid, why) => resolve(why)));
}

describe('the reason of a disconnection', () => {
  it('is offered as constants, also on the server', async () => {
    fixture = await serve();
    expect(fixture.sio.reason).toBe(DisconnectReason);
    expect(DisconnectReason).toMatchObject({
      CLIENT_DISCONNECT: 'client disconnect',
      SERVER_DISCONNECT: 'server disconnect',
      PING_TIMEOUT: 'ping timeout',
      TRANSPORT_CLOSE: 'transport close',
      TRANSPORT_ERROR: 'transport error',
    });
  });

  it('is the client when it leaves the namespace', async () => {
    fixture = await serve();
    const why = reason();
    (await fixture.connect()).disconnect();
    expect(await why).toBe('client disconnect');
  });

  it('is the client when it closes its connection with a packet', async () => {
    fixture = await serve();
    const why = reason();
    const wire = await Wire.open(fixture.url);
    await wire.join();
    wire.send('1');
    expect(await why).toBe('client disconnect');
    wire.disconnect();
  });

  it('is the server when it says so; the connection itself stays', async () => {
    fixture = await serve();
    fixture.sio.of('/chat').on('echo', (_sid, value) => value);
    const why = reason();
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    const sid = await wire.join();
    await wire.join('/chat');
    await fixture.sio.disconnect(sid);
    expect(await why).toBe('server disconnect');
    expect(await wire.next()).toBe('41');
    wire.send('42/chat,1["echo",2]');
    expect(await wire.next()).toBe('43/chat,1[2]');
  });

  it('is the transport when the connection is lost', async () => {
    fixture = await serve();
    const why = reason();
    const wire = await Wire.open(fixture.url);
    await wire.join();
    wire.disconnect();
    expect(await why).toBe('transport close');
  });

  it('is a ping timeout when the client stops answering', async () => {
    fixture = await serve({ pingInterval: 250, pingTimeout: 100 });
    const why = reason();
    const wire = await Wire.open(fixture.url);
    await wire.join();
    expect(await why).toBe('ping timeout');
    wire.disconnect();
  });

  it('is a parse error when the client sends no packet', async () => {
    fixture = await serve();
    const why = reason();
    const wire = await Wire.open(fixture.url);
    await wire.join();
    wire.send('4what');
    expect(await why).toBe('parse error');
    await wire.closed;
  });

  it('is told once per namespace when a connection is lost', async () => {
    fixture = await serve({ namespaces: ['/', '/a'] });
    const seen: string[][] = [];
    fixture.sio.on('disconnect', (namespace, _sid, why) => void seen.push([namespace, why]), { namespace: '*' });
    const wire = await Wire.open(fixture.url);
    await wire.join();
    await wire.join('/a');
    wire.disconnect();
    await until(() => seen.length === 2);
    expect(seen).toEqual([
      ['/', 'transport close'],
      ['/a', 'transport close'],
    ]);
  });
});

describe('a client that is about to go', () => {
  it('is out of reach at once, and in its rooms until the handler is through', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const release = deferred();
    sio.on('disconnect', () => release.promise);
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    const sid = await wire.join();
    await sio.enterRoom(sid, 'r');
    const call = sio.call('q', undefined, { to: sid });
    const done = sio.disconnect(sid);
    void sio.emit('late', 1, { to: sid });
    void sio.emit('late', 1);
    expect(await sio.fetchClients()).toEqual([]);
    expect(sio.rooms(sid)).toEqual([sid, 'r']);
    await expect(call).rejects.toThrow('left before it acknowledged');
    let isDone = false;
    void done.then(() => {
      isDone = true;
    });
    await sio.disconnect(sid);
    expect(isDone).toBe(false);
    release.resolve();
    await done;
    expect(sio.rooms(sid)).toEqual([]);
    const sent = [await wire.next(), await wire.next()];
    expect(sent).toEqual(['421["q"]', '41']);
    expect(await wire.join()).not.toBe(sid);
  });

  it('whose handler fails is forgotten all the same', async () => {
    fixture = await serve();
    const { sio } = fixture;
    sio.on('disconnect', async () => {
      throw new Error('mine');
    });
    const client = await fixture.connect();
    await sio.disconnect(client.id!);
    expect(sio.stats().clients).toEqual({});
    sio.on('disconnect', () => {
      throw new Error('mine');
    });
    await sio.disconnect((await fixture.connect()).id!);
    expect(sio.stats().clients).toEqual({});
    expect(fixture.log.errors.map(String)).toEqual(['Error: mine', 'Error: mine']);
  });

  it('may have sent what crosses with our goodbye: it is dropped, and the connection lives', async () => {
    fixture = await serve();
    const { sio } = fixture;
    sio.on('e', () => expect.unreachable('the client was gone'));
    sio.of('/chat').on('echo', (_sid, value) => value);
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    const sid = await wire.join();
    await wire.join('/chat');
    await sio.disconnect(sid);
    expect(await wire.next()).toBe('41');
    wire.send(
      '42["e"]',
      '451-["e",{"_placeholder":true,"num":0}]',
      Buffer.from([1]),
      '431[]',
      '41',
      '42/chat,1["echo",1]',
    );
    expect(await wire.next()).toBe('43/chat,1[1]');
  });

  it('that called disconnect in a handler of its own gets no acknowledgement', async () => {
    fixture = await serve();
    fixture.sio.on('bye', async (sid) => {
      await fixture.sio.disconnect(sid);
      return 'late';
    });
    const client = await fixture.connect();
    client.emit('bye', () => expect.unreachable('it had left'));
    expect(await next(client, 'disconnect')).toEqual(['io server disconnect', undefined]);
  });
});

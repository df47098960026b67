import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionRefusedError, DisconnectReason, type Environ } from '../src/index.js';
import { deferred, type Fixture, next, refusal, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('a connect handler', () => {
  it('gets the sid, a snapshot of the request, and the auth data', async () => {
    fixture = await serve();
    const seen = deferred<[string, Environ, unknown]>();
    fixture.sio.on('connect', (...args) => seen.resolve(args as [string, Environ, unknown]));
    const client = await fixture.connect('/', {
      auth: { token: '123' },
      query: { room: 'a' },
      extraHeaders: { 'x-test': 'yes' },
    });
    const [sid, environ, auth] = await seen.promise;
    expect(sid).toBe(client.id);
    expect(auth).toEqual({ token: '123' });
    expect(environ).toMatchObject({ method: 'GET', address: '127.0.0.1', secure: false, protocol: 4 });
    expect(environ.headers['x-test']).toBe('yes');
    expect(environ.query['room']).toBe('a');
    expect(Object.getPrototypeOf(environ.query)).toBe(null);
    expect(fixture.sio.getEnviron(sid)).toBe(environ);
  });

  it('gets no auth data when the client sent none or an empty object', async () => {
    fixture = await serve();
    const seen: unknown[] = [];
    fixture.sio.on('connect', (_sid, _environ, auth) => seen.push(auth));
    await fixture.connect();
    await fixture.connect('/', { auth: {} });
    expect(seen).toEqual([undefined, undefined]);
  });

  it.each([undefined, null, true, 0, ''])('accepts by returning %j', async (value) => {
    fixture = await serve();
    fixture.sio.on('connect', async () => value);
    expect((await fixture.connect()).connected).toBe(true);
  });

  it.each([
    ['returning false', () => false, { message: 'Connection rejected by server' }],
    ['resolving with false', async () => false, { message: 'Connection rejected by server' }],
    [
      'throwing without words',
      () => {
        throw new ConnectionRefusedError();
      },
      { message: 'Connection rejected by server' },
    ],
    [
      'throwing a message',
      () => {
        throw new ConnectionRefusedError('no');
      },
      { message: 'no' },
    ],
    [
      'rejecting with data',
      async () => {
        throw new ConnectionRefusedError('no', { code: 7 });
      },
      { message: 'no', data: { code: 7 } },
    ],
  ])('turns the client away by %s', async (_how, handler: () => unknown, expected) => {
    fixture = await serve();
    fixture.sio.on('connect', handler);
    fixture.sio.on('disconnect', () => expect.unreachable('nobody had connected'));
    const { message, data } = await refusal(fixture.open());
    expect({ message, ...(data === undefined ? {} : { data }) }).toEqual(expected);
    expect(await fixture.sio.fetchClients()).toEqual([]);
  });

  it('that fails tells the client nothing of it, and leaves nothing behind', async () => {
    fixture = await serve();
    const failure = new Error('the database password is 1234');
    fixture.sio.on('connect', async () => {
      throw failure;
    });
    expect((await refusal(fixture.open())).message).toBe('Connection rejected by server');
    expect(fixture.log.errors).toEqual([failure]);
    expect(fixture.sio.stats().clients).toEqual({});
  });

  it('that gives data which cannot be sent still turns the client away', async () => {
    fixture = await serve();
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    fixture.sio.on('connect', () => {
      throw new ConnectionRefusedError('no', circular);
    });
    expect((await refusal(fixture.open())).message).toBe('no');
  });

  it('can emit to its client: it arrives right after the acceptance, in order', async () => {
    fixture = await serve();
    fixture.sio.on('connect', async (sid) => {
      void fixture.sio.emit('early', 1, { to: sid });
      await new Promise((resolve) => setImmediate(resolve));
      void fixture.sio.emit('early', 2);
      void fixture.sio.emit('dropped', 0, { to: sid, ...{ volatile: true } });
    });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    wire.send('40');
    expect(await wire.next()).toMatch(/^40\{"sid":"[\w-]{20}"\}$/);
    expect(await wire.next()).toBe('42["early",1]');
    expect(await wire.next()).toBe('42["early",2]');
  });

  it('that emits and rejects sends the rejection alone', async () => {
    fixture = await serve();
    fixture.sio.on('connect', (sid) => {
      void fixture.sio.emit('early', 1, { to: sid });
      return false;
    });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    wire.send('40', '40/nope,');
    expect(await wire.next()).toBe('44{"message":"Connection rejected by server"}');
    expect(await wire.next()).toBe('44/nope,{"message":"Invalid namespace"}');
  });

  it('can put its client into rooms and write its session', async () => {
    fixture = await serve();
    fixture.sio.on('connect', async (sid) => {
      void fixture.sio.enterRoom(sid, 'lobby');
      await fixture.sio.saveSession(sid, { user: 'ann' });
    });
    const client = await fixture.connect();
    expect(fixture.sio.rooms(client.id!)).toEqual([client.id, 'lobby']);
    expect(await fixture.sio.getSession(client.id!)).toEqual({ user: 'ann' });
  });

  it('can disconnect its client: it is let in, then out', async () => {
    fixture = await serve();
    const reason = deferred<string>();
    fixture.sio.on('connect', async (sid) => {
      await fixture.sio.disconnect(sid);
    });
    fixture.sio.on('disconnect', (_sid, why) => reason.resolve(why));
    const client = fixture.open();
    expect(await next(client, 'disconnect')).toEqual(['io server disconnect', undefined]);
    expect(await reason.promise).toBe(DisconnectReason.SERVER_DISCONNECT);
  });

  it('that is still busy when the connection is lost is followed by disconnect', async () => {
    fixture = await serve();
    const entered = deferred();
    const release = deferred();
    const left = deferred<string>();
    fixture.sio.on('connect', async () => {
      entered.resolve();
      await release.promise;
    });
    fixture.sio.on('disconnect', (_sid, reason) => left.resolve(reason));
    const wire = await Wire.open(fixture.url);
    wire.send('40');
    await entered.promise;
    wire.disconnect();
    await until(() => fixture.sio.stats().connections === 0);
    release.resolve();
    expect(await left.promise).toBe('transport close');
    await until(() => fixture.sio.stats().clients['/'] === undefined);
  });

  it('that is still busy when the client leaves does not stop it from coming again', async () => {
    fixture = await serve();
    const release = deferred();
    let calls = 0;
    fixture.sio.on('connect', async () => {
      calls += 1;
      if (calls === 1) await release.promise;
    });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    wire.send('40', '41', '40');
    const answer = await wire.next();
    expect(answer).toMatch(/^40/);
    release.resolve();
    await until(() => fixture.sio.stats().clients['/'] === 1);
    wire.send('42["x"]');
  });
});

describe('alwaysConnect', () => {
  it('lets the client in before the handler runs, and out with a plain DISCONNECT when it rejects', async () => {
    fixture = await serve({ alwaysConnect: true });
    fixture.sio.on('connect', async (sid) => {
      void fixture.sio.emit('early', 1, { to: sid });
      throw new ConnectionRefusedError('no', 7);
    });
    fixture.sio.on('disconnect', () => expect.unreachable('nobody had connected'));
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    wire.send('40');
    expect(await wire.next()).toMatch(/^40\{"sid"/);
    expect(await wire.next()).toBe('42["early",1]');
    expect(await wire.next()).toBe('41');
    expect(fixture.sio.stats().clients).toEqual({});
  });

  it('keeps who is accepted', async () => {
    fixture = await serve({ alwaysConnect: true });
    fixture.sio.on('connect', async () => {});
    fixture.sio.on('echo', (_sid, value) => value);
    const client = await fixture.connect();
    expect(await client.emitWithAck('echo', 1)).toBe(1);
  });
});

describe('namespaces', () => {
  it('exist with handlers, when they are listed, or when of() named them; all others do not', async () => {
    fixture = await serve({ namespaces: ['/', '/listed'] });
    fixture.sio.on('x', () => {}, { namespace: '/handled' });
    fixture.sio.of('/named');
    for (const name of ['/', '/listed', '/handled', '/named']) {
      expect((await fixture.connect(name)).connected).toBe(true);
    }
    expect((await refusal(fixture.open('/unknown'))).message).toBe('Invalid namespace');
  });

  it('all exist for "*"', async () => {
    fixture = await serve({ namespaces: '*' });
    const client = await fixture.connect('/anything');
    client.disconnect();
    await until(() => Object.keys(fixture.sio.stats().clients).length === 0);
  });

  it('are joined once: a second CONNECT changes nothing', async () => {
    fixture = await serve();
    let connects = 0;
    fixture.sio.on('connect', () => void connects++);
    fixture.sio.on('echo', (_sid, value) => value);
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    await wire.join();
    wire.send('40', '421["echo","a"]');
    expect(await wire.next()).toBe('431["a"]');
    expect(connects).toBe(1);
  });

  it('have session ids of their own', async () => {
    fixture = await serve();
    fixture.sio.of('/chat');
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    expect(await wire.join()).not.toBe(await wire.join('/chat'));
  });

  it.each(['/__proto__', '/constructor', '/toString'])('named %s are like any other', async (name) => {
    fixture = await serve();
    expect((await refusal(fixture.open(name))).message).toBe('Invalid namespace');
    fixture.sio.on('echo', (_sid, value) => value, { namespace: name });
    expect(await (await fixture.connect(name)).emitWithAck('echo', 1)).toBe(1);
  });

  it('that one connection may be in are bounded, connect handlers that are still busy included', async () => {
    fixture = await serve({ namespaces: '*', maxNamespaces: 2 });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    await wire.join('/a');
    await wire.join('/b');
    wire.send('40/c,');
    expect(await wire.next()).toBe('44/c,{"message":"Too many namespaces"}');

    const release = deferred();
    fixture.sio.on('connect', () => release.promise, { namespace: '/slow' });
    const other = await Wire.open(fixture.url);
    fixture.own(other);
    other.send('40/slow,', '41/slow,', '40/slow,', '41/slow,', '40/slow,');
    expect(await other.next()).toBe('44/slow,{"message":"Too many namespaces"}');
    release.resolve();
  });
});

describe('connectTimeout', () => {
  it('closes a connection that joins no namespace', async () => {
    fixture = await serve({ connectTimeout: 250 });
    const idle = await Wire.open(fixture.url);
    await idle.closed;
    expect(fixture.sio.stats().connections).toBe(0);
  });

  it('closes a connection that has left its last namespace, and no other', async () => {
    fixture = await serve({ connectTimeout: 250 });
    const [stays, leaves] = [await Wire.open(fixture.url), await Wire.open(fixture.url)];
    fixture.own(stays);
    await stays.join();
    await leaves.join();
    leaves.send('41');
    await leaves.closed;
    expect(fixture.sio.stats().connections).toBe(1);
  });
});

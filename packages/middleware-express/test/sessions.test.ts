import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { instrument } from '@x/socketio-admin';
import { testClient } from '@x/socketio-testing';
import express, { type RequestHandler } from 'express';
import session from 'express-session';
import { expect, it } from 'vitest';
import { context, mountSocketIO, Server, SocketIO } from '../src/index.js';

declare global {
  namespace Express {
    /** As passport and others say it. */
    interface Request {
      user?: string;
    }
  }
}

const signature = createHmac('sha256', 's').update('one').digest('base64').replace(/=+$/, '');
const headers = { cookie: `connect.sid=${encodeURIComponent(`s:one.${signature}`)}` };

/** An application whose store has the session of ann. */
function shop(manageSession: boolean, ...more: RequestHandler[]) {
  const store = new session.MemoryStore();
  store.set('one', { cookie: { originalMaxAge: null }, name: 'ann', cart: ['x'] } as unknown as session.SessionData);
  const stored = () => new Promise((resolve) => store.get('one', (_error, found) => resolve(found ?? null)));
  const sessions = session({ secret: 's', resave: false, saveUninitialized: false, store });
  const io = new SocketIO(express(), { session: [sessions, ...more], manageSession });
  return { io, store, stored };
}

it.each([[{}], ['sessions'], [[session({ secret: 's', resave: true, saveUninitialized: true }), {}]], [true], [null]])(
  'what is no middleware is refused where it is given: %j',
  (wrong) => {
    for (const make of [
      () => new SocketIO(express(), { session: wrong as never }),
      () => mountSocketIO(express(), new Server(), { session: wrong as never }),
    ]) {
      expect(make).toThrow(TypeError);
      expect(make).toThrow(/session must be a middleware/);
    }
  },
);

it.each([true, false])('a session can be replaced as a whole, with manageSession %j', async (manageSession) => {
  const { io, stored } = shop(manageSession);
  io.on('replace', () => {
    const { session } = context();
    context().session = { ...session, name: 'bob', cart: undefined };
    return context().session['name'];
  });
  io.on('read', () => context().session);
  io.on('wrong', () => {
    context().session = 'bob' as never;
  });
  io.onError((error) => (error as Error).message);
  const client = await testClient(io, { headers });
  expect(await client.call('replace')).toBe('bob');
  expect(await client.call('read')).toEqual({ name: 'bob' });
  expect(await client.call('wrong')).toBe('context().session can only become another object, not "bob"; {} empties it');
  expect(await stored()).toMatchObject(manageSession ? { name: 'ann', cart: ['x'] } : { name: 'bob' });
  expect(await stored()).toHaveProperty('cookie');
});

it('a value that no store can keep is named', async () => {
  const { io, stored } = shop(false);
  const values: Record<string, () => unknown> = {
    loop: () => {
      const loop: { self?: unknown } = {};
      loop.self = loop;
      return loop;
    },
    big: () => 1n,
    fn: () => () => {},
  };
  io.on('keep', (name: string) => {
    context().session[name] = values[name]?.();
  });
  io.onError((error) => `${(error as { code?: string }).code}: ${(error as Error).message}`);
  const client = await testClient(io, { headers });
  expect(await client.call('keep', 'loop')).toMatch(
    /^INVALID_ARGUMENT: context\(\).session.loop cannot be saved: .*circular/s,
  );
  expect(await client.call('keep', 'big')).toMatch(/context\(\).session.big cannot be saved: .*BigInt/);
  expect(await client.call('keep', 'fn')).toMatch(/context\(\).session.fn cannot be saved: a function/);
  expect(await stored()).toMatchObject({ name: 'ann', cart: ['x'] });
});

it('who changes a session after its handler is told that this is lost, however deep', async () => {
  const { io, stored } = shop(false);
  let late: () => void = () => {};
  let task: Promise<void> = Promise.resolve();
  io.on('begin', () => {
    const waiting = new Promise<void>((resolve) => {
      late = resolve;
    });
    context().session['begun'] = true;
    context().session['cart'].push('y');
    task = io.startBackgroundTask(async () => {
      await waiting;
      context().session['cart'].push('z');
    });
  });
  const client = await testClient(io, { headers });
  await client.call('begin');
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  late();
  await task;
  expect((await warned).message).toMatch(/context\(\).session was changed when its handler had ended/);
  expect(await stored()).toMatchObject({ begun: true, cart: ['x', 'y'] });
});

it('refresh() finds out who it is now: after a logout nobody, and the next handler knows', async () => {
  for (const manageSession of [true, false]) {
    const { io, store } = shop(manageSession, (request, _response, next) => {
      Object.assign(request, { user: (request.session as { name?: string }).name });
      next();
    });
    io.on('at first', () => context().request.user ?? null);
    io.on('now', async () => [(await context().refresh()).user ?? null, context().request.user ?? null]);
    const client = await testClient(io, { headers });
    expect(await client.call('now')).toEqual(['ann', 'ann']);
    await new Promise((resolve) => store.destroy('one', resolve));
    expect(await client.call('at first')).toBe('ann');
    expect(await client.call('now')).toEqual([null, null]);
    expect(await client.call('at first')).toBe(null);
  }
});

it('refresh() rejects when the middlewares turn the client away, and keeps what a test injected', async () => {
  let isOpen = true;
  const { io } = shop(true, (_request, response, next) => void (isOpen ? next() : response.status(401).end()));
  io.on('now', async () => (await context().refresh()).user ?? null);
  io.onError((error) => (error as Error).message);
  const client = await testClient(io, { headers });
  isOpen = false;
  expect(await client.call('now')).toBe('Unauthorized');
  expect(await (await testClient(io, { request: { user: 'bob' } })).call('now')).toBe('bob');
});

it("the session's middlewares guard the application, not the Admin UI that has credentials of its own", async () => {
  const { io } = shop(true, (_request, response) => void response.status(401).end());
  instrument(io.server, { auth: { username: 'root', password: 'secret' } });
  const stranger = await testClient(io);
  expect(stranger.rejection()).toEqual({ message: 'Unauthorized' });
  const admin = await testClient(io, { namespace: '/admin', auth: { username: 'root', password: 'secret' } });
  expect(admin.isConnected('/admin')).toBe(true);
  expect((await testClient(io, { namespace: '/admin' })).rejection('/admin')).toEqual({
    message: 'invalid credentials',
  });
  await io.stop();
});

it('what is no application is refused, and told from one', () => {
  for (const wrong of [createServer(express()), express.Router(), express, null, 'app']) {
    const mistake = /The application must be what express\(\) returned, not .*; attach\(\) takes the HTTP server/;
    expect(() => new SocketIO(wrong as never)).toThrow(mistake);
    expect(() => mountSocketIO(wrong as never, new Server())).toThrow(mistake);
  }
});

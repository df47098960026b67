import { createServer } from 'node:http';
import { testClient } from '@x/socketio-testing';
import Koa from 'koa';
import session from 'koa-session';
import { expect, it } from 'vitest';
import { context, mountSocketIO, Server, SocketIO } from '../src/index.js';

const headers = { cookie: 'koa.sess=one' };

/** An application whose store has the session of ann. */
function shop(manageSession: boolean) {
  const kept = new Map<string, object>([['one', { name: 'ann', cart: ['x'] }]]);
  const store = {
    get: async (key: string) => structuredClone(kept.get(key)),
    set: async (key: string, value: object) => void kept.set(key, JSON.parse(JSON.stringify(value))),
    destroy: async (key: string) => void kept.delete(key),
  };
  const app = new Koa();
  const sessions = session({ store, signed: false }, app);
  const user: Koa.Middleware = (ctx, next) => {
    ctx['user'] = ctx['session']?.name;
    return next();
  };
  const io = new SocketIO(app, { session: [sessions, user], manageSession });
  io.onError((error) => (error as Error).message);
  return { io, kept };
}

it('what is no middleware is refused where it is given', () => {
  for (const wrong of [{}, 'sessions', [null]]) {
    expect(() => new SocketIO(new Koa(), { session: wrong as never })).toThrow(TypeError);
    expect(() => mountSocketIO(new Koa(), new Server(), { session: wrong as never })).toThrow(/must be a middleware/);
  }
});

it('a session in a store is changed, replaced, and spared what it cannot keep', async () => {
  const { io, kept } = shop(false);
  io.on('add', () => context().session['cart'].push('y'));
  io.on('replace', () => {
    context().session = { name: 'bob' };
  });
  io.on('loop', () => {
    const { session } = context();
    session['loop'] = { session };
  });
  const client = await testClient(io, { headers });
  expect(await client.call('add')).toBe(2);
  expect(kept.get('one')).toMatchObject({ name: 'ann', cart: ['x', 'y'] });
  await client.call('replace');
  expect(kept.get('one')).toMatchObject({ name: 'bob' });
  expect(kept.get('one')).not.toHaveProperty('cart');
  expect(await client.call('loop')).toMatch(/^context\(\).session.loop cannot be saved: /);
  expect(kept.get('one')).not.toHaveProperty('loop');
});

it('a logout while a handler runs is not undone by what the handler keeps', async () => {
  const { io, kept } = shop(false);
  io.on('add', () => {
    kept.delete('one');
    context().session['cart'].push('y');
  });
  io.on('fail', () => {
    context().session['name'] = 'ann';
    throw new Error('too late');
  });
  const client = await testClient(io, { headers });
  await client.call('add');
  expect([...kept]).toEqual([]);
  expect(await client.call('fail')).toBe('too late');
  expect([...kept]).toEqual([]);
});

it('a client without a session leaves none in the store', async () => {
  const { io, kept } = shop(false);
  io.on('name', (name) => {
    context().session['name'] = name;
    return context().session['name'];
  });
  const client = await testClient(io);
  expect(await client.call('name', 'bob')).toBe('bob');
  expect([...kept.keys()]).toEqual(['one']);
});

it('refresh() finds out who it is now', async () => {
  for (const manageSession of [true, false]) {
    const { io, kept } = shop(manageSession);
    io.on('now', async () => (await context().refresh())['user'] ?? null);
    io.on('known', () => context().request['user'] ?? null);
    const client = await testClient(io, { headers });
    expect([await client.call('now'), await client.call('known')]).toEqual(['ann', 'ann']);
    kept.delete('one');
    expect([await client.call('known'), await client.call('now'), await client.call('known')]).toEqual([
      'ann',
      null,
      null,
    ]);
  }
});

it('what is no application is refused, and told from one', () => {
  for (const wrong of [createServer(new Koa().callback()), new Koa().callback(), null, 'app']) {
    const mistake = /The application must be what new Koa\(\) returned, not .*; attach\(\) takes the HTTP server/;
    expect(() => new SocketIO(wrong as never)).toThrow(mistake);
    expect(() => mountSocketIO(wrong as never, new Server())).toThrow(mistake);
  }
});

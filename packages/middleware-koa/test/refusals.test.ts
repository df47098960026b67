import { testClient } from '@x/socketio-testing';
import Koa from 'koa';
import { expect, it } from 'vitest';
import { context, SocketIO, type SocketIOOptions } from '../src/index.js';

function app(middlewares: SocketIOOptions['session'], options: SocketIOOptions = {}) {
  const site = new Koa({ proxy: true });
  const io = new SocketIO(site, { ...options, session: middlewares });
  io.on('ip', () => [context().request.ip, context().request.get('x-who')]);
  return io;
}

it('a middleware that does not go on turns the client away, one that fails does so without telling why', async () => {
  const refused = await testClient(
    app((ctx) => {
      ctx.status = 401;
    }),
  );
  expect(refused.rejection()).toEqual({ message: 'Unauthorized' });
  const errors: unknown[] = [];
  const failing = app(() => Promise.reject(new Error('the store is away')));
  failing.onErrorDefault((error) => errors.push((error as Error).message));
  expect((await testClient(failing)).rejection()).toEqual({ message: 'Connection rejected by server' });
  expect(errors).toEqual(['the store is away']);
});

it("handlers have Koa's own context, which follows its trust in proxies", async () => {
  const client = await testClient(app([]), { headers: { 'x-forwarded-for': '203.0.113.7', 'x-who': 'me' } });
  expect(await client.call('ip')).toEqual(['203.0.113.7', 'me']);
});

it('middlewares run in order, the handler within them where the session is not managed', async () => {
  const order: string[] = [];
  const note = (name: string) => async (ctx: Koa.Context, next: Koa.Next) => {
    order.push(`${name} begins`);
    ctx['session'] ??= { user: 'ann' };
    await next();
    order.push(`${name} ends`);
  };
  const io = app([note('a'), note('b')] as Koa.Middleware[], { manageSession: false });
  io.on('go', async () => {
    await io.sleep(1);
    order.push(`handler of ${context().session['user']}`);
  });
  const client = await testClient(io);
  order.length = 0;
  await client.emit('go');
  expect(order).toEqual(['a begins', 'b begins', 'handler of ann', 'b ends', 'a ends']);
});

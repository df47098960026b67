import type { Server as HttpServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { mountSocketIO, SocketIO } from '@x/middleware-koa';
import Koa3 from 'koa';
import session from 'koa-session';
import { type Binding, closed, describeBinding, listening } from './behaviour.js';

const Koa2 = ((await import('koa-2' as string)) as { default: typeof Koa3 }).default;

function site(Koa: typeof Koa3) {
  const app = new Koa();
  app.keys = ['not for production'];
  const kept = new Map<string, object>();
  const store = {
    get: async (key: string) => structuredClone(kept.get(key)),
    set: async (key: string, value: object) => void kept.set(key, JSON.parse(JSON.stringify(value))),
    destroy: async (key: string) => void kept.delete(key),
  };
  const sessions = session({ store }, app as never) as unknown as Koa3.Middleware;
  app.use(sessions);
  app.use(async (ctx) => {
    const current = (ctx as unknown as { session: { user?: string; count?: number } | null }).session ?? {};
    const body = ctx.method === 'POST' ? await text(ctx.req) : '';
    if (ctx.path === '/login') {
      current.user = JSON.parse(body).user;
      ctx.body = 'ok';
    } else if (ctx.path === '/logout') {
      (ctx as unknown as { session: null }).session = null;
      ctx.body = 'ok';
    } else if (ctx.path === '/count') ctx.body = String(current.count ?? 0);
    else if (ctx.path === '/big') ctx.body = JSON.parse(body);
  });
  let server: HttpServer | undefined;
  return {
    app,
    sessions,
    async listen() {
      const started = await listening(() => app.listen(0, '127.0.0.1'));
      server = started.server;
      return started.port;
    },
    async close() {
      if (server !== undefined) await closed(server);
    },
  };
}

const binding = (name: string, Koa: typeof Koa3): Binding => ({
  name,
  async site(options) {
    const { app, sessions, ...rest } = site(Koa);
    const io = new SocketIO(app, { ...options, session: sessions });
    return { ...rest, io: io as never, close: () => io.stop().then(rest.close) };
  },
  async mounted(sio) {
    const { app, sessions, ...rest } = site(Koa);
    mountSocketIO(app, sio, { session: sessions });
    return rest;
  },
  userOf: (request) => (request as { session: { user?: string } }).session.user,
});

describeBinding(binding('Koa 3', Koa3));
describeBinding(binding('Koa 2', Koa2));

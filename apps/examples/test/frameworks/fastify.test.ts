import cookie5 from '@fastify/cookie';
import session5 from '@fastify/session';
import { mountSocketIO, SocketIO } from '@x/middleware-fastify';
import fastify5, { type FastifyRequest } from 'fastify';
import { type Binding, describeBinding } from './behaviour.js';

declare module 'fastify' {
  interface Session {
    user?: string;
    count?: number;
  }
}

const imported = async <T>(name: string) => ((await import(name)) as { default: T }).default;
const fastify4 = await imported<typeof fastify5>('fastify-4');
const cookie4 = await imported<typeof cookie5>('fastify-4-cookie');
const session4 = await imported<typeof session5>('fastify-4-session');

async function site(fastify: typeof fastify5, cookie: typeof cookie5, session: typeof session5) {
  const app = fastify();
  await app.register(cookie);
  const secret = 'a secret of thirty-two characters, or more';
  await app.register(session, { secret, cookie: { secure: false }, saveUninitialized: false });
  app.post('/login', async (request) => {
    request.session.user = (request.body as { user: string }).user;
    return 'ok';
  });
  app.post('/logout', async (request) => {
    await request.session.destroy();
    return 'ok';
  });
  app.get('/count', async (request) => String(request.session.count ?? 0));
  app.post('/big', async (request) => request.body);
  return {
    app,
    async listen() {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return (app.server.address() as { port: number }).port;
    },
    close: async () => {
      await app.close();
    },
  };
}

const binding = (name: string, ...modules: Parameters<typeof site>): Binding => ({
  name,
  async site(options) {
    const { app, ...rest } = await site(...modules);
    return { ...rest, io: new SocketIO(app as never, options) as never };
  },
  async mounted(sio) {
    const { app, ...rest } = await site(...modules);
    mountSocketIO(app as never, sio);
    return rest;
  },
  userOf: (request) => (request as FastifyRequest).session.user,
});

describeBinding(binding('Fastify 5', fastify5, cookie5, session5));
describeBinding(binding('Fastify 4', fastify4, cookie4, session4));

import type { Server as HttpServer } from 'node:http';
import { mountSocketIO, SocketIO } from '@x/middleware-express';
import compression from 'compression';
import express5 from 'express';
import session from 'express-session';
import { type Binding, closed, describeBinding, listening } from './behaviour.js';

declare module 'express-session' {
  interface SessionData {
    user: string;
    count: number;
  }
}

const express4 = ((await import('express-4' as string)) as { default: typeof express5 }).default;

function site(express: typeof express5) {
  const app = express();
  const sessions = session({ secret: 'not for production', resave: false, saveUninitialized: false });
  app.use(compression({ threshold: 0 }), express.json(), sessions);
  app.post('/login', (request, response) => {
    request.session.user = request.body.user;
    response.send('ok');
  });
  app.post('/logout', (request, response, next) => {
    request.session.destroy((error) => (error ? next(error) : response.send('ok')));
  });
  app.get('/count', (request, response) => void response.send(String(request.session.count ?? 0)));
  app.post('/big', (request, response) => void response.json(request.body));
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

const binding = (name: string, express: typeof express5): Binding => ({
  name,
  async site(options) {
    const { app, sessions, ...rest } = site(express);
    const io = new SocketIO(app, { ...options, session: sessions });
    return { ...rest, io: io as never, close: () => io.stop().then(rest.close) };
  },
  async mounted(sio) {
    const { app, sessions, ...rest } = site(express);
    mountSocketIO(app, sio, { session: sessions });
    return rest;
  },
  userOf: (request) => (request as express5.Request).session.user,
});

describeBinding(binding('Express 5', express5));
describeBinding(binding('Express 4', express4));

import { createServer } from 'node:https';
import { testClient } from '@x/socketio-testing';
import express, { type Request } from 'express';
import session from 'express-session';
import { expectTypeOf, it } from 'vitest';
import { type context, mountSocketIO, Server, SocketIO } from '../src/index.js';

interface C2S {
  sum(a: number, b: number): number;
}
interface S2C {
  news(title: string): void;
}
const app = express();
const sessions = session({ secret: 's', resave: false, saveUninitialized: false });

it('servers and applications with events of their own can be mounted, attached and tested', () => {
  const sio = new Server<C2S, S2C, { user: string }, { token: string }>();
  expectTypeOf(mountSocketIO(app, sio, { session: [sessions], path: '/x' })).toEqualTypeOf(sio);
  const io = new SocketIO<C2S, S2C>(app, { session: sessions, manageSession: false, pingInterval: 1000 });
  io.on('sum', (a, b) => a + b);
  io.attach(createServer({}, app));
  void testClient(sio);
  void testClient(io);
  // @ts-expect-error no middleware
  new SocketIO(app, { session: 'cookie' });
});

it('the context has the request of Express', () => {
  expectTypeOf<ReturnType<typeof context>['request']>().toEqualTypeOf<Request>();
  expectTypeOf<ReturnType<typeof context<{ name: string }>>['session']>().toEqualTypeOf<{ name: string }>();
  expectTypeOf<Awaited<ReturnType<ReturnType<typeof context>['refresh']>>>().toEqualTypeOf<Request>();
});

import { testClient } from '@x/socketio-testing';
import express from 'express';
import session from 'express-session';
import { expect, it } from 'vitest';
import { context, SocketIO, type SocketIOOptions } from '../src/index.js';

function app(middlewares: SocketIOOptions['session'], options: SocketIOOptions = {}) {
  const site = express();
  site.set('trust proxy', 1);
  const io = new SocketIO(site, { ...options, session: middlewares });
  io.on('ip', () => [context().request.ip, context().environ.address, context().request.get('x-who')]);
  return io;
}

it('a middleware that answers turns the client away, one that fails does so without telling why', async () => {
  const refused = await testClient(app((_request, response) => void response.status(401).send('inner details')));
  expect(refused.rejection()).toEqual({ message: 'Unauthorized' });
  const errors: unknown[] = [];
  const failing = app((_request, _response, next) => next(new Error('the store is away')));
  failing.onErrorDefault((error) => errors.push((error as Error).message));
  expect((await testClient(failing)).rejection()).toEqual({ message: 'Connection rejected by server' });
  expect(errors).toEqual(['the store is away']);
  const throwing = app(() => {
    throw new Error('at once');
  });
  throwing.onErrorDefault((error) => errors.push((error as Error).message));
  expect((await testClient(throwing)).isConnected()).toBe(false);
  expect(errors).toEqual(['the store is away', 'at once']);
});

it('a connection that was refused may ask again', async () => {
  let isAway = true;
  const io = app((_request, _response, next) => next(isAway ? new Error('away') : undefined));
  io.onErrorDefault(() => {});
  const client = await testClient(io);
  expect(client.isConnected()).toBe(false);
  isAway = false;
  await client.connect();
  expect(client.isConnected()).toBe(true);
});

it("handlers have Express's own request, which follows its trust in proxies", async () => {
  const headers = { 'x-forwarded-for': '203.0.113.7', 'x-who': 'me' };
  const client = await testClient(app([]), { headers });
  expect(await client.call('ip')).toEqual(['203.0.113.7', '127.0.0.1', 'me']);
});

it('a connection never makes a session, nor a cookie', async () => {
  const store = new session.MemoryStore();
  const sessions = session({ secret: 's', resave: true, saveUninitialized: true, store });
  const io = app(sessions, { manageSession: false });
  io.on('write', () => {
    context().session['x'] = 1;
  });
  const client = await testClient(io);
  await client.emit('write');
  expect(await new Promise((resolve) => store.all?.((_error, all) => resolve(all)))).toEqual({});
});

it("Express's request is not part of what is told of a client elsewhere", async () => {
  const io = app([]);
  await testClient(io);
  const [client] = await io.server.fetchClients();
  expect(client?.environ.raw).toBeDefined();
  expect(JSON.parse(JSON.stringify(client?.environ))).not.toHaveProperty('raw');
});

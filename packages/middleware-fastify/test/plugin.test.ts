import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testClient } from '@x/socketio-testing';
import fastify from 'fastify';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';
import { context, SocketIO, socketio } from '../src/index.js';

declare module 'fastify' {
  interface FastifyInstance {
    io: SocketIO;
  }
}

it('is a plugin with a decorator, and closing the application disconnects everyone', async () => {
  const app = fastify();
  await app.register(socketio, { path: '/live' });
  const reasons: unknown[] = [];
  app.io.on('whoami', () => [context().request.method, context().request.ip]);
  app.io.on('disconnect', (reason) => reasons.push(reason));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const client = connect(url, { path: '/live', forceNew: true, reconnection: false });
  expect(await client.emitWithAck('whoami')).toEqual(['GET', '127.0.0.1']);
  await app.close();
  expect(reasons).toEqual(['server shutting down']);
  client.disconnect();
});

it('hooks of its scope and of those around guard it, and no others', async () => {
  const app = fastify();
  const order: string[] = [];
  app.addHook('onRequest', async () => void order.push('around'));
  let inner: SocketIO | undefined;
  await app.register(async (scope) => {
    await scope.register(socketio);
    inner = scope.io;
    scope.addHook('preHandler', async (request, reply) => {
      order.push('scope');
      if (request.headers['x-key'] !== 'right') return reply.code(401).send('inner details');
      return undefined;
    });
  });
  await app.register(async (scope) => {
    scope.addHook('onRequest', async () => void order.push('elsewhere'));
  });
  expect('io' in app).toBe(false);
  const io = inner as SocketIO;
  expect((await testClient(io)).rejection()).toEqual({ message: 'Unauthorized' });
  expect((await testClient(io, { headers: { 'x-key': 'right' } })).isConnected()).toBe(true);
  expect(order).toEqual(['around', 'scope', 'around', 'scope']);
  await app.close();
});

it('its route serves requests that reach Fastify by a server of its own, bodies and all', async () => {
  const app = fastify();
  const io = new SocketIO(app);
  io.on('echo', (text: string) => text);
  await app.ready();
  // Such as the second one that Fastify starts for `localhost`.
  const second = createServer((request, response) => app.routing(request, response));
  await new Promise<void>((resolve) => second.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(second.address() as AddressInfo).port}`;
  const client = connect(url, { transports: ['polling'], forceNew: true, reconnection: false });
  expect(await client.emitWithAck('echo', 'x')).toBe('x');
  client.disconnect();
  await app.close();
  second.closeAllConnections();
  await new Promise((resolve) => second.close(resolve));
});

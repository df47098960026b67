import {
  type AnyAuth,
  type AnyEvents,
  type AnySession,
  SocketIO as App,
  type AppOptions,
  type EventMap,
  type Framework,
  type MountOptions,
  mount,
  type Server,
} from '@x/socketio-app';
import type { FastifyInstance, FastifyPluginCallback } from 'fastify';
import { fastify } from './fastify.js';

/** Options of {@link SocketIO} and of the plugin. Sessions and logins are found by the application's own hooks. */
export interface SocketIOOptions extends Omit<AppOptions, 'session'> {}

/**
 * Socket.IO in a Fastify application: served beside it by `app.listen()`, and closed with it.
 *
 * @example
 * const io = new SocketIO(app);
 * io.on('whoami', () => context().session.user);
 */
export class SocketIO<
  C extends EventMap<C> = AnyEvents,
  S extends EventMap<S> = C,
  D extends object = AnySession,
  A = AnyAuth,
> extends App<C, S, D, A, FastifyInstance, SocketIOOptions> {
  protected override get framework(): Framework<FastifyInstance> {
    return fastify;
  }
}

/**
 * The same as a plugin: `app.io` in the scope that registers it and in those within. Applications declare its type, with
 * the events that it has.
 *
 * @example
 * declare module 'fastify' { interface FastifyInstance { io: SocketIO<ClientToServer, ServerToClient> } }
 * await app.register(socketio, { path: '/socket.io' });
 * app.io.on('my event', (data) => emit('my response', data));
 */
export const socketio: FastifyPluginCallback<SocketIOOptions> = (app, options, done) => {
  app.decorate('io', new SocketIO(app, options));
  done();
};

Object.assign(socketio, {
  // The decorator is for the scope that registers the plugin, not for one of its own.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@x/middleware-fastify',
  [Symbol.for('plugin-meta')]: { fastify: '4.x || 5.x', name: '@x/middleware-fastify' },
});

/** Serves a bare `Server` with a Fastify application; the Fastify request of a connection is in `environ.raw`. */
export function mountSocketIO<S extends Server>(
  app: FastifyInstance,
  sio: S,
  options?: Omit<MountOptions, 'session'>,
): S {
  return mount(fastify, app, sio, options);
}

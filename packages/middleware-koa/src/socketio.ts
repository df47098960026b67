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
import type Koa from 'koa';
import { koa } from './koa.js';

/** Options of {@link SocketIO}. */
export interface SocketIOOptions extends AppOptions {
  /** Middlewares to run over the request of a connection: koa-session's, then e.g. koa-passport's. */
  readonly session?: Koa.Middleware | readonly Koa.Middleware[] | undefined;
}

/**
 * Socket.IO in a Koa application: served beside it by `app.listen()`, `io.run()` or `io.attach(httpServer)`.
 *
 * @example
 * const io = new SocketIO(app, { session: sessionMiddleware });
 * io.on('whoami', () => context().session.user);
 */
export class SocketIO<
  C extends EventMap<C> = AnyEvents,
  S extends EventMap<S> = C,
  D extends object = AnySession,
  A = AnyAuth,
> extends App<C, S, D, A, Koa, SocketIOOptions> {
  protected override get framework(): Framework<Koa> {
    return koa;
  }
}

/** Serves a bare `Server` with a Koa application. With `session`, the request is in `environ.raw`. */
export function mountSocketIO<S extends Server>(
  app: Koa,
  sio: S,
  options?: MountOptions & Pick<SocketIOOptions, 'session'>,
): S {
  return mount(koa, app, sio, options);
}

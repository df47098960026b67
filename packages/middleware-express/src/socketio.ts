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
import type { Express, RequestHandler } from 'express';
import { express } from './express.js';

/** Options of {@link SocketIO}. */
export interface SocketIOOptions extends AppOptions {
  /** Middlewares to run over the request of a connection: express-session's, then e.g. passport's. */
  readonly session?: RequestHandler | readonly RequestHandler[] | undefined;
}

/**
 * Socket.IO in an Express application: served beside it by `app.listen()`, `io.run()` or `io.attach(httpServer)`.
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
> extends App<C, S, D, A, Express, SocketIOOptions> {
  protected override get framework(): Framework<Express> {
    return express;
  }
}

/** Serves a bare `Server` with an Express application. With `session`, the request is in `environ.raw`. */
export function mountSocketIO<S extends Server>(
  app: Express,
  sio: S,
  options?: MountOptions & Pick<SocketIOOptions, 'session'>,
): S {
  return mount(express, app, sio, options);
}

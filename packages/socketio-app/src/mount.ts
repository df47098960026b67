import type { Server } from '@x/socketio-server';
import type { Framework } from './framework.js';
import { checkApp, checkSession } from './given.js';
import { Openings } from './openings.js';
import { endpointOf } from './options.js';

/** Options of `mountSocketIO`. */
export interface MountOptions {
  /** The endpoint. @default the server's own `path` */
  readonly path?: string | undefined;
  /**
   * Middlewares of the framework to run over the request of a connection, which is then `environ.raw`.
   *
   * @default none
   */
  readonly session?: unknown;
}

/**
 * Lets a bare server live in a framework's application. Bindings to frameworks give it to applications as `mountSocketIO`.
 *
 * @throws TypeError for what is no application, and for a `session` that is no middleware.
 */
export function mount<App, S extends Pick<Server, 'attach' | 'handleRequest' | 'shutdown' | 'use'>>(
  framework: Framework<App>,
  app: App,
  sio: S,
  { path, session }: MountOptions = {},
): S {
  checkApp(app, framework);
  checkSession(session, framework);
  const open = framework.open?.bind(framework);
  if (open !== undefined) {
    const middlewares = [session ?? []].flat() as never[];
    const openings = new Openings((environ) => open(app, environ, middlewares), true);
    sio.use(openings.guard(sio), { namespace: '*' });
  }
  framework.follow(app, {
    attach: (server) => void sio.attach(server, { path }),
    handleRequest: (request, response) => sio.handleRequest(request, response),
    shutdown: () => sio.shutdown(),
    endpoint: endpointOf(path),
  });
  return sio;
}

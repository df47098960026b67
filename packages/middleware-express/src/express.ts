import { createServer, ServerResponse, STATUS_CODES } from 'node:http';
import {
  ConnectionRefusedError,
  type Environ,
  type Framework,
  FrozenSession,
  followListen,
  listen,
  type Opening,
  requestOf,
  type SessionStore,
  type SharedSession,
  StoredSession,
} from '@x/socketio-app';
import type { Express, Request, RequestHandler, Response } from 'express';

/** What express-session, and most of those like it, leave on a request. */
interface SessionRequest {
  session?: object | null;
  sessionID?: string;
  sessionStore?: SessionStore;
}

/** Express 4 and 5. Socket.IO's requests never reach its routes: what they need of its middlewares runs in `open`. */
export const express: Framework<Express> = {
  application: { from: 'express()', methods: ['listen', 'get'] },
  follow: (app, guest) => followListen(app as never, guest),
  serve: (app, options) => listen(createServer(app), options),

  async open(app, environ, middlewares: readonly RequestHandler[]): Promise<Opening> {
    const [request, response] = exchangeOf(app, environ);
    for (const middleware of middlewares) await run(middleware, request, response);
    return { request, session: sessionOf(request as SessionRequest) };
  },

  trustProxy(app) {
    const value: unknown = app.get('trust proxy');
    // Lists of addresses are Express's own matter: `context().request.ip` follows them.
    return typeof value === 'boolean' || typeof value === 'number' ? value : undefined;
  },
};

/** A request and a response as the application's own middlewares know them. */
function exchangeOf(app: Express, environ: Environ): [Request, Response] {
  const request = requestOf(environ);
  const response = new ServerResponse(request);
  Object.setPrototypeOf(request, app.request);
  Object.setPrototypeOf(response, app.response);
  Object.assign(request, { res: response, originalUrl: environ.url, baseUrl: '' });
  // Express 5 reads the query where it is asked for, Express 4 does so in a middleware.
  if (!('query' in request)) Object.assign(request, { query: { ...environ.query } });
  Object.assign(response, { req: request, locals: Object.create(null) });
  return [request as Request, response as unknown as Response];
}

/** Resolves when the middleware goes on. One that answers in place of that turns the client away. */
function run(middleware: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    response.end = () => {
      reject(new ConnectionRefusedError(STATUS_CODES[response.statusCode] ?? 'Connection rejected by server'));
      return response;
    };
    const next = (error?: unknown) => (error === undefined || error === null ? resolve() : reject(error));
    Promise.resolve(middleware(request, response, next) as unknown).catch(reject);
  });
}

function sessionOf({ session, sessionID, sessionStore }: SessionRequest): SharedSession | undefined {
  if (!session) return undefined;
  if (sessionStore === undefined || sessionID === undefined) return new FrozenSession(session);
  return new StoredSession(sessionStore, sessionID, session);
}

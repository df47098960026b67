import { createServer, ServerResponse } from 'node:http';
import {
  type AnySession,
  ConnectionRefusedError,
  type Environ,
  type Framework,
  FrozenSession,
  followListen,
  listen,
  type Opening,
  requestOf,
  type SharedSession,
} from '@x/socketio-app';
import type Koa from 'koa';

type Middlewares = readonly Koa.Middleware[];
type SessionContext = Koa.Context & {
  session?: (AnySession & { readonly isNew?: boolean; readonly externalKey?: string }) | null;
  readonly sessionOptions?: { readonly store?: Store; readonly ContextStore?: new (context: Koa.Context) => Store };
};

/** Where koa-session keeps sessions, when not in the cookie. */
interface Store {
  get(key: string, maxAge: unknown, details: object): unknown;
}

/** Koa 2 and 3. Socket.IO's requests never reach its middlewares: those that they need run in `open`. */
export const koa: Framework<Koa> = {
  application: { from: 'new Koa()', methods: ['listen', 'createContext'] },
  follow: (app, guest) => followListen(app as never, guest),
  serve: (app, options) => listen(createServer(app.callback()), options),

  async open(app, environ, middlewares: Middlewares): Promise<Opening> {
    let opening: Opening | undefined;
    const context = await run(app, environ, middlewares, (within) => {
      opening = { request: within, session: sessionOf(app, environ, middlewares, within) };
    });
    if (opening === undefined) throw new ConnectionRefusedError(context.message || 'Connection rejected by server');
    return opening;
  },

  trustProxy: (app) => app.proxy,
};

/** Runs middlewares over the request of a connection, and a function as the innermost of them. */
async function run(
  app: Koa,
  environ: Environ,
  middlewares: Middlewares,
  innermost: (context: SessionContext) => unknown,
): Promise<SessionContext> {
  const request = requestOf(environ);
  const context = app.createContext(request, new ServerResponse(request)) as SessionContext;
  const from = async (index: number): Promise<unknown> => {
    const middleware = middlewares[index];
    return middleware === undefined ? innermost(context) : middleware(context as never, () => from(index + 1));
  };
  await from(0);
  return context;
}

/**
 * A session as koa-session keeps it. Where that is a store, going through the middleware again is what loads and saves
 * it; one that is in the cookie stays as it was.
 */
function sessionOf(
  app: Koa,
  environ: Environ,
  middlewares: Middlewares,
  { session }: SessionContext,
): SharedSession | undefined {
  if (!session) return undefined;
  const first = new FrozenSession(session);
  return {
    copy: () => first.copy(),
    async use<R>(handle: (session: AnySession) => R): Promise<Awaited<R>> {
      let outcome: { readonly value: Awaited<R> } | undefined;
      let failure: { readonly error: unknown } | undefined;
      const innermost = async (context: SessionContext) => {
        try {
          outcome = { value: await handle(context.session ?? {}) };
        } catch (error) {
          failure = { error };
          throw error;
        } finally {
          if (await isNobodys(context)) context.session = null;
        }
      };
      // Of two failures, the handler's is the one to tell, not that of saving what it left.
      await run(app, environ, middlewares, innermost).catch((error: unknown) => {
        throw failure === undefined ? error : failure.error;
      });
      if (outcome === undefined) throw new ConnectionRefusedError('A session middleware did not go on');
      return outcome.value;
    },
  };
}

/** Whether keeping a session would make one that no cookie names, or bring one back that was ended while a handler ran. */
async function isNobodys(context: SessionContext): Promise<boolean> {
  const { session, sessionOptions = {} } = context;
  if (session?.isNew === true) return true;
  const { ContextStore, store = ContextStore && new ContextStore(context) } = sessionOptions;
  if (store === undefined || session?.externalKey === undefined) return false;
  return !(await store.get(session.externalKey, session['maxAge'], { ...sessionOptions, ctx: context }));
}

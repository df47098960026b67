import type { AnySession, Environ, Server } from '@x/socketio-server';
import type { Opening } from './framework.js';
import type { SharedSession } from './sessions.js';

/** Where a server names the namespaces that are no part of the application, such as that of the Admin UI. */
const APART: unique symbol = Symbol.for('@x/namespaces-apart') as never;

/** What is known of one connection. */
export interface Connection {
  request: unknown;
  /** The session, if it is not this connection's own. */
  readonly shared: SharedSession | undefined;
  /** The connection's own session. */
  readonly own: AnySession;
  /** Whether the request came with the client, as a test's does. */
  readonly isGiven: boolean;
}

type Middleware = Parameters<Server['use']>[0];

/** Finds out once for each connection what the framework knows of it. */
export class Openings {
  readonly #connections = new WeakMap<Environ, Connection>();
  readonly #underWay = new WeakMap<Environ, Promise<void>>();
  readonly #ask: ((environ: Environ) => Promise<Opening>) | undefined;
  readonly #manageSession: boolean;

  constructor(ask: ((environ: Environ) => Promise<Opening>) | undefined, manageSession: boolean) {
    this.#ask = ask;
    this.#manageSession = manageSession;
  }

  /** Has to have resolved before {@link get} is called; rejects when the framework turns the client away. */
  open(environ: Environ): Promise<void> {
    let opened = this.#underWay.get(environ);
    if (opened === undefined) {
      opened = this.#open(environ);
      this.#underWay.set(environ, opened);
      // A client that asks again, of a store that is back, is not told what was.
      opened.catch(() => this.#underWay.delete(environ));
    }
    return opened;
  }

  /** The same as a middleware of the server, for all namespaces that are the application's. */
  guard(server: object): Middleware {
    return (_sid, environ, _auth, namespace) => {
      const apart = (server as { readonly [APART]?: ReadonlySet<string> })[APART];
      return apart?.has(namespace) === true ? undefined : this.open(environ);
    };
  }

  /** Asks the framework once more who it is. */
  async refresh(environ: Environ): Promise<unknown> {
    const connection = this.get(environ);
    if (connection.isGiven || this.#ask === undefined) return connection.request;
    const { request } = await this.#ask(environ);
    keepRaw(environ, request);
    connection.request = request;
    return request;
  }

  get(environ: Environ): Connection {
    return this.#connections.get(environ) ?? this.#remember(environ, undefined, undefined, {});
  }

  async #open(environ: Environ): Promise<void> {
    // A test, or whoever else brought the client here, has said who it is.
    if (environ.raw !== undefined || this.#ask === undefined) {
      const own = (environ.raw as { session?: AnySession } | undefined)?.session ?? {};
      this.#remember(environ, environ.raw, undefined, own, true);
      return;
    }
    const { request, session } = await this.#ask(environ);
    keepRaw(environ, request);
    const shared = this.#manageSession ? undefined : session;
    this.#remember(environ, request, shared, shared === undefined ? (session?.copy() ?? {}) : {});
  }

  #remember(
    environ: Environ,
    request: unknown,
    shared: SharedSession | undefined,
    own: AnySession,
    isGiven = false,
  ): Connection {
    const connection = { request, shared, own, isGiven };
    this.#connections.set(environ, connection);
    return connection;
  }
}

/** Hidden from whoever writes the snapshot down: other servers that ask for clients, logs. */
function keepRaw(environ: Environ, request: unknown): void {
  Object.defineProperty(environ, 'raw', { value: request, configurable: true, writable: true });
}

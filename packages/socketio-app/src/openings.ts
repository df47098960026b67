import type { AnySession, Environ } from '@x/socketio-server';
import type { Opening } from './framework.js';
import type { SharedSession } from './sessions.js';

/** What is known of one connection. */
export interface Connection {
  readonly request: unknown;
  /** The session, if it is not this connection's own. */
  readonly shared: SharedSession | undefined;
  /** The connection's own session. */
  readonly own: AnySession;
}

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

  get(environ: Environ): Connection {
    return this.#connections.get(environ) ?? this.#remember(environ, undefined, undefined, {});
  }

  async #open(environ: Environ): Promise<void> {
    // A test, or whoever else brought the client here, has said who it is.
    if (environ.raw !== undefined || this.#ask === undefined) {
      const own = (environ.raw as { session?: AnySession } | undefined)?.session ?? {};
      this.#remember(environ, environ.raw, undefined, own);
      return;
    }
    const { request, session } = await this.#ask(environ);
    // Hidden from whoever writes the snapshot down: other servers that ask for clients, logs.
    Object.defineProperty(environ, 'raw', { value: request, configurable: true, writable: true });
    const shared = this.#manageSession ? undefined : session;
    this.#remember(environ, request, shared, shared === undefined ? (session?.copy() ?? {}) : {});
  }

  #remember(environ: Environ, request: unknown, shared: SharedSession | undefined, own: AnySession): Connection {
    const connection = { request, shared, own };
    this.#connections.set(environ, connection);
    return connection;
  }
}

import type { AnySession } from '@x/socketio-server';

/** The session that a framework found for the request that opened a connection. */
export interface SharedSession {
  /** The data as they were then: what `manageSession: true` makes its own copy of. */
  copy(): AnySession;
  /** Runs a function with the data as they are now, and keeps what it changed: `manageSession: false`. */
  use<R>(run: (session: AnySession) => R): Promise<Awaited<R>>;
  /** Whether nothing keeps what is changed. @default false */
  readonly isFrozen?: boolean | undefined;
}

/** Where sessions are kept, as express-session and @fastify/session define it. */
export interface SessionStore {
  get(id: string, callback: (error: unknown, session?: unknown) => void): void;
  set(id: string, session: never, callback: (error?: unknown) => void): void;
}

/** A session in a store. One that was destroyed in the meantime reads as empty, and is not brought back. */
export class StoredSession implements SharedSession {
  readonly #store: SessionStore;
  readonly #id: string;
  readonly #first: unknown;

  /** @param first the session as the request saw it. */
  constructor(store: SessionStore, id: string, first: unknown) {
    this.#store = store;
    this.#id = id;
    this.#first = first;
  }

  copy(): AnySession {
    return plain(this.#first).data;
  }

  async use<R>(run: (session: AnySession) => R): Promise<Awaited<R>> {
    const { data, cookie } = plain(await this.#read());
    const before = JSON.stringify(data);
    const keep = async () => {
      // Read again: whoever logged out while the handler ran must not find that they are back.
      if (JSON.stringify(data) !== before && (await this.#read())) await this.#save({ ...data, cookie });
    };
    let result: Awaited<R>;
    try {
      result = await run(data);
    } catch (error) {
      // Of two failures, the handler's is the one to tell.
      await keep().catch(() => {});
      throw error;
    }
    await keep();
    return result;
  }

  #read(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#store.get(this.#id, (error, session) => (error ? reject(error) : resolve(session)));
    });
  }

  #save(session: object): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#store.set(this.#id, session as never, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** A session that nothing keeps but its request, such as one in a cookie: always what it was then. */
export class FrozenSession implements SharedSession {
  readonly isFrozen = true;
  readonly #first: unknown;

  constructor(first: unknown) {
    this.#first = first;
  }

  copy(): AnySession {
    return plain(this.#first).data;
  }

  async use<R>(run: (session: AnySession) => R): Promise<Awaited<R>> {
    return await run(this.copy());
  }
}

/** A session's data, apart from what the cookie of it is like. As stores do it, over JSON. */
function plain(session: unknown): { readonly data: AnySession; readonly cookie: unknown } {
  const { cookie, ...data } = JSON.parse(JSON.stringify(session ?? {})) as AnySession;
  return { data, cookie: (session as { cookie?: unknown } | undefined)?.cookie ?? cookie };
}

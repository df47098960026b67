import { handled, type Manager, type PubSubManager } from '@x/socketio-adapter';
import { type AnySession, ConnectionError, type Environ, Server, SocketIOError } from '@x/socketio-server';
import { enter, type Frame } from './context.js';
import { type AppEmitOptions, serverOptions } from './emit-options.js';
import type { Framework } from './framework.js';
import { checkSession } from './given.js';
import type { AppErrorHandler, Occurrence, Runner } from './handlers.js';
import { LoadedManager } from './loaded-manager.js';
import { type Connection, Openings } from './openings.js';
import { type AppOptions, checkOptions } from './options.js';
import { managerFor } from './queues.js';
import { checkStorable, replaceSession, watchedSession } from './session-changes.js';

type Emitter = Manager & Partial<Pick<PubSubManager, 'ready' | 'stats'>>;

/**
 * What stands behind the facade: a server, made when it is first needed, or a manager that only emits where there is a
 * queue and nothing that clients could connect to.
 */
export class Backend<App> {
  options: AppOptions = {};
  app: App | undefined;
  readonly #framework: Framework<App>;
  readonly #registrations: ((server: Server) => void)[] = [];
  #made: { readonly server: Server; readonly openings: Openings } | undefined;
  #emitter: Emitter | undefined;
  #isClosed = false;

  constructor(framework: Framework<App>) {
    this.#framework = framework;
  }

  /** @throws SocketIOError `INVALID_ARGUMENT` when the server exists, or options exclude each other; TypeError for wrong types. */
  configure(options: AppOptions): void {
    if (this.#made !== undefined) {
      throw new SocketIOError('INVALID_ARGUMENT', 'The server is in use already: give its options before');
    }
    checkSession(options.session, this.#framework);
    this.options = checkOptions({ ...this.options, ...options });
  }

  /** The server, if there is one yet. */
  get existing(): Server | undefined {
    return this.#made?.server;
  }

  get server(): Server {
    this.#made ??= this.#make();
    return this.#made.server;
  }

  /** The manager that only emits; undefined where there is a server, or an application for one. */
  get emitter(): Emitter | undefined {
    const { messageQueue } = this.options;
    if (messageQueue === undefined || this.app !== undefined || this.#made !== undefined) return undefined;
    this.checkOpen('emit()');
    this.#emitter ??= this.#manager(messageQueue, true);
    return this.#emitter;
  }

  /** Calls a function with the server, now or when it is made. */
  register(register: (server: Server) => void): void {
    this.#registrations.push(register);
    if (this.#made !== undefined) register(this.#made.server);
  }

  /** @throws SocketIOError `INVALID_ARGUMENT` after {@link close}. */
  checkOpen(caller: string): void {
    if (this.#isClosed) throw stopped(caller);
  }

  emit(event: string, data: unknown, options: AppEmitOptions): Promise<void> {
    if (this.#isClosed && this.#made === undefined) return handled(Promise.reject(stopped('emit()')));
    const { emitter } = this;
    if (emitter === undefined) {
      return this.server.emit(event, data, { ...serverOptions(options), namespace: options.namespace ?? '/' });
    }
    const sent = emitter.emit(event, data, serverOptions(options));
    return emitter instanceof LoadedManager ? handled(emitter.loaded().then(() => sent)) : sent;
  }

  /** Resolves when the queue's package is loaded, and for an emitter when the queue can be reached; rejects when not. */
  async ready(): Promise<void> {
    const { emitter } = this;
    const manager = emitter ?? this.server.manager;
    if (manager instanceof LoadedManager) await manager.loaded();
    await emitter?.ready?.();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#made?.server.shutdown();
    await this.closeEmitter();
  }

  /** @throws ConnectionError when something that was emitted did not get to the queue. */
  async closeEmitter(): Promise<void> {
    const emitter = this.#emitter;
    this.#emitter = undefined;
    const before = emitter?.stats?.lost ?? 0;
    await emitter?.close();
    const lost = (emitter?.stats?.lost ?? 0) - before;
    if (lost > 0) throw new ConnectionError(`${lost} of the emitted messages did not get to the queue`);
  }

  /** Runs a handler in the context of what it is called for. */
  readonly runner: Runner = (occurrence, run) => {
    const { sid, namespace } = occurrence;
    const environ = this.server.getEnviron(sid, { namespace });
    if (environ === undefined || this.#made === undefined) return run();
    const connection = this.#made.openings.get(environ);
    const { shared, own } = connection;
    if (shared === undefined) return enter(this.#frame(occurrence, environ, connection, own), run);
    return shared.use(async (session) => {
      let isLate = shared.isFrozen === true;
      const watched = watchedSession(session, () => isLate);
      const result = await enter(this.#frame(occurrence, environ, connection, watched), run);
      isLate = true;
      checkStorable(session);
      return result;
    });
  };

  /** An error handler as the server takes it. */
  readonly inContext = (handler: AppErrorHandler): AppErrorHandler => {
    return (error, details) => {
      const { sid, namespace, event } = details;
      if (sid === undefined) return handler(error, details);
      const args = event === 'connect' ? details.args.slice(1) : details.args;
      return this.runner({ sid, namespace, event, args }, () => handler(error, { ...details, args }));
    };
  };

  #frame(
    { sid, namespace, event, args }: Occurrence,
    environ: Environ,
    connection: Connection,
    session: AnySession,
  ): Frame {
    const openings = this.#made?.openings;
    return {
      server: this.server,
      sid,
      namespace,
      event: { message: event, args },
      environ,
      get request() {
        return connection.request;
      },
      get session() {
        return session;
      },
      set session(data) {
        replaceSession(session, data);
      },
      refresh: async () => openings?.refresh(environ),
    };
  }

  #make(): { readonly server: Server; readonly openings: Openings } {
    const { messageQueue, channel: _, path, resource, manageSession, session, trustProxy, ...rest } = this.options;
    const { app } = this;
    const framework = app === undefined ? undefined : this.#framework;
    const server = new Server({
      ...rest,
      path: path ?? resource,
      clientManager: messageQueue === undefined ? rest.clientManager : this.#manager(messageQueue, false),
      trustProxy: trustProxy ?? framework?.trustProxy?.(app as App),
    });
    const middlewares = [session ?? []].flat() as never[];
    const open = framework?.open?.bind(framework);
    const ask = open === undefined ? undefined : (environ: Environ) => open(app as App, environ, middlewares);
    const openings = new Openings(ask, manageSession ?? true);
    server.use(openings.guard(server), { namespace: '*' });
    for (const register of this.#registrations) register(server);
    return { server, openings };
  }

  #manager(url: string, writeOnly: boolean): Manager {
    const { channel, json, logger } = this.options;
    // A manager of a server logs where the server does.
    return managerFor(url, { channel, json, writeOnly, logger: writeOnly ? logger : undefined });
  }
}

function stopped(caller: string): SocketIOError {
  return new SocketIOError('INVALID_ARGUMENT', `${caller}: this SocketIO was stopped; make a new one`);
}

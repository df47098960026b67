import { handled, type Manager } from '@x/socketio-adapter';
import { type Environ, Server, SocketIOError } from '@x/socketio-server';
import { enter } from './context.js';
import { type AppEmitOptions, serverOptions } from './emit-options.js';
import type { Framework } from './framework.js';
import type { AppErrorHandler, Runner } from './handlers.js';
import { LoadedManager } from './loaded-manager.js';
import { Openings } from './openings.js';
import { type AppOptions, checkOptions } from './options.js';
import { managerFor } from './queues.js';

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
  #emitter: Manager | undefined;

  constructor(framework: Framework<App>) {
    this.#framework = framework;
  }

  /** @throws SocketIOError `INVALID_ARGUMENT` when the server exists, or options exclude each other. */
  configure(options: AppOptions): void {
    if (this.#made !== undefined) {
      throw new SocketIOError('INVALID_ARGUMENT', 'The server is in use already: give its options before');
    }
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
  get emitter(): Manager | undefined {
    const { messageQueue } = this.options;
    if (messageQueue === undefined || this.app !== undefined || this.#made !== undefined) return undefined;
    this.#emitter ??= this.#manager(messageQueue, true);
    return this.#emitter;
  }

  /** Calls a function with the server, now or when it is made. */
  register(register: (server: Server) => void): void {
    this.#registrations.push(register);
    if (this.#made !== undefined) register(this.#made.server);
  }

  emit(event: string, data: unknown, options: AppEmitOptions): Promise<void> {
    const { emitter } = this;
    if (emitter === undefined) {
      return this.server.emit(event, data, { ...serverOptions(options), namespace: options.namespace ?? '/' });
    }
    const sent = emitter.emit(event, data, serverOptions(options));
    return emitter instanceof LoadedManager ? handled(emitter.loaded().then(() => sent)) : sent;
  }

  /** Resolves when the queue's package is loaded; rejects when it is missing. */
  async ready(): Promise<void> {
    const manager = this.emitter ?? this.server.manager;
    if (manager instanceof LoadedManager) await manager.loaded();
  }

  async close(): Promise<void> {
    await this.#made?.server.shutdown();
    await this.closeEmitter();
  }

  async closeEmitter(): Promise<void> {
    const emitter = this.#emitter;
    this.#emitter = undefined;
    await emitter?.close();
  }

  /** Runs a handler in the context of what it is called for. */
  readonly runner: Runner = ({ sid, namespace, event, args }, run) => {
    const { server } = this;
    const environ = server.getEnviron(sid, { namespace });
    if (environ === undefined || this.#made === undefined) return run();
    const { request, shared, own } = this.#made.openings.get(environ);
    const frame = { server, sid, namespace, event: { message: event, args }, environ, request };
    if (shared === undefined) return enter({ ...frame, session: own }, run);
    return shared.use((session) => enter({ ...frame, session }, run));
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
    server.use((_sid, environ) => openings.open(environ), { namespace: '*' });
    for (const register of this.#registrations) register(server);
    return { server, openings };
  }

  #manager(url: string, writeOnly: boolean): Manager {
    const { channel, json, logger } = this.options;
    // A manager of a server logs where the server does.
    return managerFor(url, { channel, json, writeOnly, logger: writeOnly ? logger : undefined });
  }
}

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AttachOptions, Engine, type Session, type SessionHandler } from '@x/engineio-server';
import { type Manager, watched } from '@x/socketio-adapter';
import type { AnyEvents, EventMap } from '@x/socketio-parser';
import { SocketIOError } from '@x/socketio-parser';
import { channels } from './channels.js';
import type { CheckedMethods } from './checked-methods.js';
import { tableOf } from './class-table.js';
import { ClientBundle } from './client-bundle.js';
import { Core } from './core.js';
import { DisconnectReason } from './disconnect-reason.js';
import { guard } from './guard.js';
import type { AnyAuth, AnyFn, AnySession, ErrorHandler, UnhandledHandler } from './handler-types.js';
import { HttpFront } from './http-front.js';
import { bind } from './messaging.js';
import { Namespace } from './namespace.js';
import { NamespaceHandle } from './namespace-handle.js';
import type { ServerOptions } from './options.js';
import { OneNamespace } from './reach.js';
import { Registration } from './registration.js';
import { StaticFiles } from './static-files.js';
import { type ServerStats, statsOf } from './stats.js';
import { warnOfUnknownOptions } from './unknown-options.js';

/** Milliseconds that a shutdown waits for handlers. */
const FAREWELL_LIMIT = 5000;

/**
 * A Socket.IO server.
 *
 * @example
 * const sio = new Server<ClientToServer, ServerToClient>();
 * sio.on('hello', (sid, name) => `Hello ${name}`);
 * await sio.listen(5000);
 */
export class Server<
  C extends EventMap<C> = AnyEvents,
  S extends EventMap<S> = C,
  D extends object = AnySession,
  A = AnyAuth,
> extends Registration<C, S, D, A> {
  /** The reasons of disconnections. */
  readonly reason: typeof DisconnectReason = DisconnectReason;
  readonly #core: Core;
  readonly #engine: Engine;
  readonly #front: HttpFront;
  #shutdown: Promise<void> | undefined;

  constructor(options: ServerOptions = {}) {
    warnOfUnknownOptions(options);
    const core = new Core(options);
    super(new OneNamespace(core, '/'));
    this.#core = core;
    const path = options.path ?? '/socket.io/';
    this.#engine = new Engine(
      { ...options, path, logger: options.engineioLogger ?? false, protocols: options.protocols ?? [4, 3] },
      core,
    );
    const files = options.staticFiles === undefined ? undefined : new StaticFiles(options.staticFiles);
    const bundle = options.serveClient ? new ClientBundle(options.serveClient) : undefined;
    this.#front = new HttpFront(this.#engine, path, files, bundle);
    core.manager.initialize();
  }

  /** Knows who is in which room; the `clientManager` option, or one for this process alone. */
  get manager(): Manager {
    return this.#core.manager;
  }

  /** The Engine.IO engine below: sessions, transports, HTTP. */
  get engine(): Engine {
    return this.#engine;
  }

  /** Answers Socket.IO requests of an HTTP server, before its other listeners. */
  attach(server: HttpServer, options?: AttachOptions): this {
    if (typeof server?.listeners !== 'function') {
      throw new SocketIOError('INVALID_ARGUMENT', 'attach() takes an HTTP server; for a port there is listen()');
    }
    this.#front.attach(server, options);
    return this;
  }

  /**
   * Starts an HTTP server of its own.
   *
   * @param port 0 for any free one. @default 0
   * @returns the address that it is bound to; rejects when it cannot be, and after a shutdown.
   */
  listen(port = 0, host?: string, options?: AttachOptions): Promise<AddressInfo> {
    const listening = this.#engine.listen(port, host, options, (server) => this.attach(server, options));
    return watched(listening, (error) => this.#core.logger.error(`Port ${port} cannot be listened on`, error));
  }

  /** Answers one request: Socket.IO's own, else `next()`. */
  handleRequest(request: IncomingMessage, response: ServerResponse, next?: () => void): void {
    this.#front.handleRequest(request, response, next);
  }

  /** Answers one upgrade request. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#engine.handleUpgrade(request, socket, head);
  }

  /** Serves a session that something else than the engine carries, such as a test in the same process. */
  handleSession(session: Session): SessionHandler {
    return this.#core.open(session);
  }

  /** A typed handle on one namespace, or on all whose names match a pattern. Clients can connect to it from now on. */
  of<C2 extends EventMap<C2> = AnyEvents, S2 extends EventMap<S2> = C2, D2 extends object = D, A2 = A>(
    namespace: string | RegExp,
  ): NamespaceHandle<C2, S2, D2, A2> {
    const handle = new NamespaceHandle<C2, S2, D2, A2>(this.#core, namespace);
    if (typeof namespace === 'string') this.#core.namespaces.registry(namespace).declared = true;
    return handle;
  }

  /**
   * Registers a class-based namespace. Where it declares an event map, the compiler checks here that the methods named as
   * handlers are for events of the map.
   */
  // biome-ignore lint/suspicious/noExplicitAny: a namespace with whatever events
  registerNamespace<N extends Namespace<any, any, any>>(namespace: N & CheckedMethods<N>): this;
  registerNamespace(namespace: object): this {
    if (!(namespace instanceof Namespace)) {
      throw new SocketIOError(
        'INVALID_ARGUMENT',
        'registerNamespace() takes an instance of a class that extends Namespace',
      );
    }
    const registry = this.#core.namespaces.registry(namespace.namespace);
    if (registry.classHandlers !== undefined) {
      throw new SocketIOError('INVALID_ARGUMENT', `Namespace ${namespace.namespace} has a class already`);
    }
    const table = tableOf(namespace);
    bind(namespace as never, new OneNamespace(this.#core, namespace.namespace));
    const routesItself = namespace.triggerEvent !== Namespace.prototype.triggerEvent;
    registry.classHandlers = {
      self: namespace,
      table,
      trigger: routesItself ? (namespace.triggerEvent as AnyFn) : undefined,
      onError: namespace.onError?.bind(namespace),
    };
    return this;
  }

  /** Is told of errors in handlers of all namespaces that have no `onError`. */
  onErrorDefault(handler: ErrorHandler): this {
    this.#core.onErrorDefault = handler;
    return this;
  }

  /** Is told of events that no handler took. */
  onUnhandled(handler: UnhandledHandler): this {
    this.#core.onUnhandled = handler;
    return this;
  }

  /** Runs a function beside everything else. Its failure is logged; the promise tells, but need not be awaited. */
  startBackgroundTask<P extends unknown[], R>(task: (...args: P) => R | PromiseLike<R>, ...args: P): Promise<R> {
    return guard(async () => {
      try {
        return await task(...args);
      } catch (error) {
        this.#core.logger.error(`Background task ${task.name || '(anonymous)'} failed`, error);
        throw error;
      }
    });
  }

  /** Resolves after so many milliseconds. */
  sleep(milliseconds = 0): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });
  }

  /** Emits an event to the other servers of the cluster; this one does not hear it. */
  serverSideEmit(event: string, ...args: unknown[]): Promise<void> {
    return guard(() => this.#core.manager.serverSideEmit(event, args));
  }

  /** Handles an event that another server of the cluster emitted. */
  onServer(event: string, handler: AnyFn): this {
    this.#core.serverHandlers.set(event, handler);
    return this;
  }

  /** What this server carries now, and what it has carried so far. */
  stats(): ServerStats {
    return statsOf(this.#engine, this.#core.manager);
  }

  /**
   * Disconnects all clients with the reason `server shutting down`, waits for the handlers that run (five seconds at
   * most; one that awaits the shutdown itself takes all of them), and ends everything that this server began.
   */
  shutdown(): Promise<void> {
    this.#shutdown ??= guard(() => this.#end());
    return this.#shutdown;
  }

  async #end(): Promise<void> {
    this.#front.detach();
    await this.#engine.close();
    this.#core.deadlines.stop();
    await this.#core.running.settled(FAREWELL_LIMIT);
    await this.#core.manager.close();
    if (channels.shutdown.hasSubscribers) channels.shutdown.publish({ server: this });
  }
}

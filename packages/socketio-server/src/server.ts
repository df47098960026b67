import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AttachOptions, Engine } from '@x/engineio-server';
import type { AnyEvents, EventMap } from '@x/socketio-parser';
import { SocketIOError } from '@x/socketio-parser';
import { tableOf } from './class-table.js';
import { Core } from './core.js';
import { DisconnectReason } from './disconnect-reason.js';
import { guard } from './guard.js';
import type { AnyFn, ErrorHandler, UnhandledHandler } from './handler-types.js';
import { bind } from './messaging.js';
import { Namespace } from './namespace.js';
import { NamespaceHandle } from './namespace-handle.js';
import type { ServerOptions } from './options.js';
import { OneNamespace } from './reach.js';
import { Registration } from './registration.js';

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
  D extends object = Record<string, unknown>,
  A = unknown,
> extends Registration<C, S, D, A> {
  /** The reasons of disconnections. */
  readonly reason: typeof DisconnectReason = DisconnectReason;
  readonly #core: Core;
  readonly #engine: Engine;
  #httpServer: HttpServer | undefined;

  constructor(options: ServerOptions = {}) {
    const core = new Core(options);
    super(new OneNamespace(core, '/'));
    this.#core = core;
    this.#engine = new Engine(
      {
        ...options,
        path: options.path ?? '/socket.io/',
        logger: options.engineioLogger ?? false,
        protocols: options.protocols ?? [4, 3],
      },
      core,
    );
    core.manager.initialize();
  }

  /** Answers Socket.IO requests of an HTTP server, before its other listeners. */
  attach(server: HttpServer, options?: AttachOptions): this {
    this.#engine.attach(server, options);
    return this;
  }

  /** Starts an HTTP server of its own; resolves with its address. */
  listen(port = 0, host?: string): Promise<AddressInfo> {
    return guard(async () => {
      const server = createServer();
      this.#httpServer = server;
      this.attach(server);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => resolve());
      });
      return server.address() as AddressInfo;
    });
  }

  /** Answers one request: Socket.IO's own, else `next()`. */
  handleRequest(request: IncomingMessage, response: ServerResponse, next?: () => void): void {
    this.#engine.handleRequest(request, response, next);
  }

  /** Answers one upgrade request. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#engine.handleUpgrade(request, socket, head);
  }

  /** A typed handle on one namespace, or on all whose names match a pattern. Clients can connect to it from now on. */
  of<C2 extends EventMap<C2> = AnyEvents, S2 extends EventMap<S2> = C2, D2 extends object = D, A2 = A>(
    namespace: string | RegExp,
  ): NamespaceHandle<C2, S2, D2, A2> {
    const handle = new NamespaceHandle<C2, S2, D2, A2>(this.#core, namespace);
    if (typeof namespace === 'string') this.#core.namespaces.registry(namespace).declared = true;
    return handle;
  }

  /** Registers a class-based namespace. */
  registerNamespace(namespace: Namespace<never, never, never>): this;
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
    const routesItself = namespace.triggerEvent !== Namespace.prototype.triggerEvent;
    registry.classHandlers = {
      self: namespace,
      table: tableOf(namespace),
      trigger: routesItself ? (namespace.triggerEvent as AnyFn) : undefined,
      onError: namespace.onError?.bind(namespace),
    };
    bind(namespace as never, new OneNamespace(this.#core, namespace.namespace));
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

  /** Disconnects all clients and ends everything that this server began. */
  shutdown(): Promise<void> {
    return guard(async () => {
      await this.#engine.close();
      this.#core.deadlines.stop();
      await this.#core.manager.close();
      const server = this.#httpServer;
      this.#httpServer = undefined;
      if (server !== undefined) await new Promise((resolve) => server.close(resolve));
    });
  }
}

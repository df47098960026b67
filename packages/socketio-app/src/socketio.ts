import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  Ack,
  AckResult,
  AnyEvents,
  EmitData,
  EmitParameters,
  EventArgs,
  EventMap,
  EventName,
  Fn,
} from '@x/socketio-parser';
import {
  type AnyAuth,
  type AnySession,
  type AttachOptions,
  type CallOptions,
  DisconnectReason,
  type HandlerOptions,
  type NamespaceOptions,
  type Server,
  SocketIOError,
} from '@x/socketio-server';
import { Backend } from './backend.js';
import { startBackgroundTask } from './background.js';
import { context } from './context.js';
import { type AppEmitOptions, eventOf, type JsonOption } from './emit-options.js';
import { type Framework, type Guest, type HttpApp, notFound, plainHttp } from './framework.js';
import * as functions from './functions.js';
import { checkApp, checkFlag } from './given.js';
import {
  type AppAnyEventHandler,
  type AppConnectHandler,
  type AppDisconnectHandler,
  type AppErrorHandler,
  type AppEventHandler,
  type AppEventHandlers,
  adapt,
} from './handlers.js';
import { bridge, type Namespace } from './namespace.js';
import { type AppOptions, endpointOf, isOptions, type RunOptions } from './options.js';
import { logRequests } from './request-log.js';
import { moveIn } from './residents.js';
import type { CurrentEmit, TypedAppEmitOptions } from './typed-emit.js';

/**
 * A Socket.IO server that lives in an application. Handlers get no sid: the context knows whose event it is, and with it
 * the functions `emit`, `send`, `joinRoom`, `leaveRoom`, `closeRoom`, `rooms`, `disconnect` and `context`.
 *
 * With a `messageQueue` and no application it emits to the clients of other servers, and is none itself.
 *
 * @example
 * const io = new SocketIO((request, response) => response.end('hello'));
 * io.on('my event', (data) => { emit('my response', data, { broadcast: true }); });
 * await io.run({ port: 5000 });
 */
export class SocketIO<
  C extends EventMap<C> = AnyEvents,
  S extends EventMap<S> = C,
  D extends object = AnySession,
  A = AnyAuth,
  App extends object = HttpApp,
  Options extends AppOptions = AppOptions,
> {
  /** The reasons of disconnections. */
  readonly reason: typeof DisconnectReason = DisconnectReason;
  readonly #backend: Backend<App>;
  readonly #attached = new WeakSet<HttpServer>();
  readonly #running: HttpServer[] = [];
  /** Gives the application's endpoint back. */
  readonly #leave: (() => void)[] = [];
  #stopped: Promise<void> | undefined;

  /**
   * @throws SocketIOError `INVALID_ARGUMENT` for options that exclude each other, and for an application that has a SocketIO
   *   at this path; TypeError for options of a wrong type, and for what is no application.
   */
  constructor(options?: Options);
  constructor(app: App | undefined, options?: Options);
  constructor(app?: App | Options, options?: Options) {
    this.#backend = new Backend(this.framework);
    if (isOptions(app)) this.initApp(undefined, app as Options);
    else this.initApp(app as App | undefined, options);
  }

  /** How the application is served; bindings to frameworks bring their own. */
  protected get framework(): Framework<App> {
    return plainHttp as unknown as Framework<App>;
  }

  /** Names the application, where the constructor could not, and adds options to those that it was given. */
  initApp(app: App | undefined, options?: Options): this {
    if (options !== undefined) this.#backend.configure(options);
    if (app === undefined || app === this.#backend.app) return this;
    this.#backend.checkOpen('initApp()');
    checkApp(app, this.framework);
    const { path, resource } = this.#backend.options;
    this.#leave.push(moveIn(app, endpointOf(path ?? resource)));
    this.#backend.app = app;
    void this.#backend.closeEmitter().catch((error: Error) => process.emitWarning(error));
    this.framework.follow(app, this.#guest());
    return this;
  }

  /** The server below, made when it is first needed. What the facade does not offer, it does. */
  get server(): Server {
    return this.#backend.server;
  }

  /**
   * Serves an HTTP server of yours, in front of its other listeners.
   *
   * @throws SocketIOError `INVALID_ARGUMENT` after {@link stop}.
   */
  attach(server: HttpServer, options?: AttachOptions): this {
    if (this.#attached.has(server)) return this;
    this.#backend.checkOpen('attach()');
    this.#attached.add(server);
    this.server.attach(server, options);
    return this;
  }

  /**
   * Starts an HTTP server for the application.
   *
   * @returns the address that it listens on; rejects when it cannot, or when `messageQueue` needs a package that is missing.
   */
  run(options?: RunOptions): Promise<AddressInfo>;
  run(app: App, options?: RunOptions): Promise<AddressInfo>;
  async run(app?: App | RunOptions, options: RunOptions = {}): Promise<AddressInfo> {
    if (isOptions(app)) return this.run(undefined as never, app as RunOptions);
    const { host = '127.0.0.1', port = 5000, debug = false, logOutput = debug } = options;
    checkFlag('debug', debug);
    checkFlag('logOutput', logOutput);
    const backend = this.#backend;
    backend.checkOpen('run()');
    if (debug && backend.existing === undefined) backend.configure({ logger: true, ...backend.options });
    this.initApp(app as App | undefined);
    void this.server;
    await this.ready();
    const where = { host, port };
    const server = await (backend.app === undefined
      ? plainHttp.serve(notFound, where)
      : this.framework.serve(backend.app, where));
    this.attach(server);
    this.#running.push(server);
    if (logOutput) logRequests(server, backend.options.logger);
    return server.address() as AddressInfo;
  }

  /**
   * Resolves when the queue's package is loaded; rejects when it is missing. Of an instance that only emits it resolves when
   * the queue can be reached, and rejects when not.
   */
  ready(): Promise<void> {
    return this.#backend.ready();
  }

  /**
   * Disconnects everyone, and ends what `run` started and the link to the queue.
   *
   * @throws ConnectionError from an instance that only emits, when the queue did not get all of it.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Registers the handler of an event, of `connect`, `disconnect`, or of all events that have none (`'*'`). */
  on(event: 'connect', handler: AppConnectHandler<A>): this;
  on(event: 'disconnect', handler: AppDisconnectHandler): this;
  on(event: '*', handler: AppAnyEventHandler): this;
  on<E extends EventName<C>>(event: E, handler: AppEventHandler<C, E>): this;
  on(event: string, handler: Fn, options: HandlerOptions): this;
  on(event: string, handler: Fn, options?: HandlerOptions): this {
    if (typeof handler !== 'function') {
      throw new SocketIOError('INVALID_ARGUMENT', `The handler of "${event}" must be a function`);
    }
    const adapted = adapt(event, options?.namespace ?? '/', handler, this.#backend.runner);
    return this.#register((server) => server.on(event, adapted, { namespace: options?.namespace ?? '/' }));
  }

  /** The same as {@link on}. */
  onEvent<E extends EventName<C>>(event: E, handler: AppEventHandler<C, E>): this;
  onEvent(event: string, handler: Fn, options?: HandlerOptions): this;
  onEvent(event: string, handler: Fn, options: HandlerOptions = {}): this {
    return this.on(event, handler, options);
  }

  /** Registers handlers by the names of an object's methods, or one function by its own name. */
  event(handlers: AppEventHandlers<C, A>): this;
  event(handlers: Fn | Record<string, Fn>, options: HandlerOptions): this;
  event(handler: (...args: never[]) => unknown): this;
  event(handlers: Fn | object, options: HandlerOptions = {}): this {
    if (typeof handlers === 'function') {
      if (handlers.name === '') throw new SocketIOError('INVALID_ARGUMENT', 'event() needs a function that has a name');
      return this.on(handlers.name, handlers as Fn, options);
    }
    for (const [event, handler] of Object.entries(handlers)) this.on(event, handler as Fn, options);
    return this;
  }

  /** Registers a class-based namespace, whose handlers get no sid either. */
  // biome-ignore lint/suspicious/noExplicitAny: a namespace with whatever events
  onNamespace(namespace: Namespace<any, any, any>): this {
    const owner = {
      emit: (event: string, data: unknown, options: AppEmitOptions) => this.#backend.emit(event, data, options),
      closeRoom: (room: string, options: NamespaceOptions) => this.closeRoom(room, options),
    };
    const outer = bridge(namespace, owner, this.#backend.runner, this.#backend.inContext);
    return this.#register((server) => server.registerNamespace(outer));
  }

  /** Is told of errors in a namespace's handlers, in their context. What it returns acknowledges the event that failed. */
  onError(handler: AppErrorHandler, options: HandlerOptions = {}): this {
    return this.#register((server) =>
      server.onError(this.#backend.inContext(handler), { namespace: options.namespace ?? '/' }),
    );
  }

  /** Is told of errors in handlers of all namespaces that have no `onError`. */
  onErrorDefault(handler: AppErrorHandler): this {
    return this.#register((server) => server.onErrorDefault(this.#backend.inContext(handler)));
  }

  /** Emits an event to everyone in a namespace, or to whom the options name. Works everywhere, handlers or not. */
  emit<E extends EventName<S>>(
    event: E,
    ...rest: EmitParameters<EventArgs<S, E>, [options?: TypedAppEmitOptions<S, E>]>
  ): Promise<void>;
  emit(event: string, data: unknown, options: AppEmitOptions & { readonly namespace: string }): Promise<void>;
  emit(event: string, data?: unknown, options: AppEmitOptions = {}): Promise<void> {
    return this.#backend.emit(event, data, options);
  }

  /** Emits the event `message`, or `json` with that option, as {@link emit} does. */
  send(
    data: 'message' extends EventName<S> ? EmitData<EventArgs<S, 'message'>> : unknown,
    { json, ...options }: AppEmitOptions & JsonOption = {},
  ): Promise<void> {
    return this.#backend.emit(eventOf({ json }), data, options);
  }

  /** Emits an event to one client, named by `to`, and waits for its acknowledgement. */
  call<E extends EventName<S>>(
    event: E,
    ...rest: EmitParameters<EventArgs<S, E>, [options: CallOptions & { readonly namespace?: undefined }]>
  ): Promise<AckResult<Ack<S, E>>>;
  call(event: string, data: unknown, options: CallOptions & { readonly namespace: string }): Promise<unknown>;
  call(event: string, data?: unknown, options: CallOptions = {}): Promise<unknown> {
    return this.server.call(event, data, { ...options, namespace: options.namespace ?? '/' });
  }

  /** Takes everyone out of a room; nobody is disconnected. */
  closeRoom(room: string, options: NamespaceOptions = {}): Promise<void> {
    const target = this.#backend.emitter ?? this.server;
    return target.closeRoom(room, { namespace: options.namespace ?? '/' });
  }

  /** Runs a function beside everything else. Its failure is logged; the promise tells, but need not be awaited. */
  startBackgroundTask<P extends unknown[], R>(task: (...args: P) => R | PromiseLike<R>, ...args: P): Promise<R> {
    return startBackgroundTask(this.#backend.options.logger, task, args);
  }

  /** Resolves after so many milliseconds. */
  sleep(milliseconds = 0): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });
  }

  /** The context functions, typed by this application's events and session. */
  get current(): functions.CurrentClient<CurrentEmit<S>, D> {
    return { ...functions, context: () => context<D>() };
  }

  #register(register: (server: Server) => void): this {
    this.#backend.register(register);
    return this;
  }

  #guest(): Guest {
    const { path, resource } = this.#backend.options;
    return {
      attach: (server) => void this.attach(server),
      handleRequest: (request, response) => this.server.handleRequest(request, response),
      shutdown: () => this.#backend.close(),
      endpoint: endpointOf(path ?? resource),
    };
  }

  async #stop(): Promise<void> {
    for (const leave of this.#leave) leave();
    await this.#backend.close();
    const closed = this.#running.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const server of this.#running) server.closeAllConnections();
    await Promise.all(closed);
  }
}

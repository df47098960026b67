import type { EventMap, EventName } from '@x/socketio-parser';
import { SocketIOError } from '@x/socketio-parser';
import type {
  AnyEventHandler,
  AnyFn,
  ConnectHandler,
  DisconnectHandler,
  ErrorHandler,
  EventHandler,
  EventHandlers,
  EventMiddleware,
  HandlerOptions,
  Middleware,
} from './handler-types.js';
import { bind, Messaging } from './messaging.js';
import type { Reach } from './reach.js';
import type { Registry } from './registry.js';

/** Messaging, and the registration of handlers. */
export abstract class Registration<C extends EventMap<C>, S extends EventMap<S>, D extends object, A> extends Messaging<
  S,
  D
> {
  readonly #reach: Reach;

  /** @internal */
  protected constructor(reach: Reach) {
    super();
    bind(this as never, reach);
    this.#reach = reach;
  }

  /**
   * Registers the handler of an event, of `connect`, of `disconnect`, or of all events that have none (`'*'`). A second
   * handler for an event replaces the first, with a warning.
   *
   * What the handler returns, or its promise resolves with, is the acknowledgement: nothing, one value, or `tuple(...)`.
   */
  on(event: 'connect', handler: ConnectHandler<A>): this;
  on(event: 'disconnect', handler: DisconnectHandler): this;
  on(event: '*', handler: AnyEventHandler): this;
  on<E extends EventName<C>>(event: E, handler: EventHandler<C, E>): this;
  on(event: string, handler: AnyFn, options: HandlerOptions): this;
  on(event: string, handler: AnyFn, options?: HandlerOptions): this {
    if (typeof handler !== 'function') {
      throw new SocketIOError('INVALID_ARGUMENT', `The handler of "${event}" must be a function`);
    }
    const before = this.#registry(options).set(event, handler);
    if (before !== undefined && before !== handler) {
      const namespace = options?.namespace ?? this.#reach.name ?? 'a pattern';
      this.#reach.core.logger.warn(`A second handler for "${event}" in ${namespace} replaces the first`);
    }
    return this;
  }

  /** Registers handlers by the names of an object's methods, or one function by its own name. */
  event(handlers: EventHandlers<C, A>): this;
  event(handlers: AnyFn | Record<string, AnyFn>, options: HandlerOptions): this;
  event(handler: (sid: string, ...args: never[]) => unknown): this;
  event(handlers: AnyFn | object, options: HandlerOptions = {}): this {
    if (typeof handlers === 'function') {
      if (handlers.name === '') throw new SocketIOError('INVALID_ARGUMENT', 'event() needs a function that has a name');
      return this.on(handlers.name, handlers as AnyFn, options);
    }
    for (const [event, handler] of Object.entries(handlers)) this.on(event, handler as AnyFn, options);
    return this;
  }

  /** Removes the handler of an event. */
  off(event: EventName<C> | 'connect' | 'disconnect' | '*'): this;
  off(event: string, options: HandlerOptions): this;
  off(event: string, options?: HandlerOptions): this {
    this.#registry(options).delete(event);
    return this;
  }

  /** Whether a namespace has handlers, or was asked for by name: for what wants one for itself. */
  isServed(options?: HandlerOptions): boolean {
    return this.#registry(options).accepts;
  }

  /** Adds a function that runs before `connect` handlers, in order. It turns clients away by throwing. */
  use(middleware: Middleware<A>, options?: HandlerOptions): this {
    const registry = this.#registry(options);
    registry.middlewares = [...(registry.middlewares ?? []), middleware as Middleware];
    return this;
  }

  /** Adds a function that runs around event handlers, the first one outermost. It goes on by calling `next`. */
  useEvent(middleware: EventMiddleware, options?: HandlerOptions): this {
    const registry = this.#registry(options);
    registry.eventMiddlewares = [...(registry.eventMiddlewares ?? []), middleware];
    return this;
  }

  /** Is told of errors in the namespace's handlers. A value that it returns becomes the acknowledgement. */
  onError(handler: ErrorHandler, options?: HandlerOptions): this {
    this.#registry(options).onError = handler;
    return this;
  }

  #registry(options: HandlerOptions | undefined): Registry {
    return options?.namespace === undefined
      ? this.#reach.registry
      : this.#reach.core.namespaces.registry(options.namespace);
  }
}

import type { TransportName } from '@x/engineio-client';
import {
  type Ack,
  type AckResult,
  type AnyEvents,
  BadNamespaceError,
  ConnectionError,
  DisconnectedError,
  type EmitData,
  type EmitParameters,
  type EventArgs,
  type EventMap,
  type EventName,
  type Fn,
  isReservedEvent,
  SocketIOError,
  TimeoutError,
  toArguments,
} from '@x/socketio-parser';
import { checkArguments } from './arguments.js';
import { Attempt } from './attempt.js';
import { Channel, type ChannelOwner } from './channel.js';
import type { ClientNamespace } from './client-namespace.js';
import { Dispatcher, Listeners } from './dispatcher.js';
import type {
  AnyEventHandler,
  CallOptions,
  ConnectErrorHandler,
  ConnectHandler,
  DisconnectHandler,
  EmitOptions,
  EventHandler,
  EventHandlers,
  NamespaceOptions,
  TypedCallOptions,
  TypedEmitOptions,
} from './event-types.js';
import { guard } from './guard.js';
import type { Link } from './link.js';
import { type Log, lonely, run, toLogger } from './log.js';
import type { ClientOptions, ConnectOptions, Resolvable } from './options.js';
import { DisconnectReason } from './reason.js';
import type { Settle } from './retry-queue.js';
import { acquireLink } from './sharing.js';
import { after } from './timer.js';

/**
 * A Socket.IO client: one connection, any number of namespaces, handlers for what the server emits.
 *
 * Its type parameters are the maps of the server's events and of its own. No promise that it returns has to be awaited:
 * one that is not, and fails, does no harm.
 *
 * @example
 * const client = new Client();
 * client.on('news', (data) => console.log(data));
 * await client.connect('http://localhost:5000');
 * const answer = await client.call('question', { id: 7 });
 */
export class Client<S extends EventMap<S> = AnyEvents, C extends EventMap<C> = AnyEvents> {
  /** The reasons that `disconnect` handlers get. */
  static readonly reason = DisconnectReason;
  readonly reason = DisconnectReason;
  readonly #options: ClientOptions;
  readonly #log: Log;
  readonly #handlers: Dispatcher;
  readonly #incoming = new Listeners();
  readonly #outgoing = new Listeners();
  readonly #owner: ChannelOwner = {
    reached: () => this.#attempt?.reached(),
    connected: ({ namespace }) => {
      this.#handlers.dispatch(namespace, 'connect');
      this.#attempt?.connected(namespace);
    },
    refused: ({ namespace }, data, error) => this.#refused(namespace, data, error),
    event: ({ namespace }, event, args, answer) => {
      this.#incoming.notify(this.#log, namespace, event, args);
      this.#handlers.dispatch(namespace, event, args, answer);
    },
    disconnected: ({ namespace }, reason) => {
      this.#lastReason = reason;
      this.#handlers.dispatch(namespace, 'disconnect', [reason]);
    },
    ended: () => this.#ended(),
  };
  #link: Link | undefined;
  #channels = new Map<string, Channel>();
  #attempt: Attempt | undefined;
  #lastReason: DisconnectReason | undefined;
  #over: Promise<void> = Promise.resolve();
  #settleOver = () => {};
  readonly #idPrefix = Math.random().toString(36).slice(2);
  #ids = 0;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#log = toLogger(options.logger);
    this.#handlers = new Dispatcher(this.#log);
  }

  /** Whether any namespace is connected. */
  get connected(): boolean {
    return this.namespaces.size > 0;
  }

  /** The id that the server gave this client in `/`, or in its first namespace where it is not connected to `/`. */
  get sid(): string | undefined {
    return this.getSid() ?? this.namespaces.values().next().value;
  }

  /** The namespaces that are connected, each with its id. */
  get namespaces(): ReadonlyMap<string, string> {
    const connected = new Map<string, string>();
    for (const { namespace, sid } of this.#channels.values()) {
      if (sid) connected.set(namespace, sid);
    }
    return connected;
  }

  /** How packets travel at this moment. */
  get transport(): TransportName | undefined {
    return this.#link?.transport;
  }

  /** Why the last connection ended. */
  get lastDisconnectReason(): DisconnectReason | undefined {
    return this.#lastReason;
  }

  /** The id in a namespace, while connected to it. */
  getSid(namespace = '/'): string | undefined {
    return this.#channels.get(namespace)?.sid;
  }

  /** Whether the server took up the session where the last connection left it, and sent what was missed. */
  recovered(namespace = '/'): boolean {
    return this.#channels.get(namespace)?.recovered ?? false;
  }

  /**
   * Sets the handler of an event, in place of an earlier one. What it returns is the acknowledgement.
   *
   * `connect`, `connect_error` and `disconnect` tell of the connection. `'*'` takes events without a handler of their
   * own; it gets their name first. The namespace `'*'` does the same for namespaces.
   */
  on(event: 'connect', handler: ConnectHandler, options?: NamespaceOptions): this;
  on(event: 'connect_error', handler: ConnectErrorHandler, options?: NamespaceOptions): this;
  on(event: 'disconnect', handler: DisconnectHandler, options?: NamespaceOptions): this;
  on(event: '*', handler: AnyEventHandler, options?: NamespaceOptions): this;
  on<E extends EventName<S>>(event: E, handler: EventHandler<S, E>, options?: { readonly namespace?: undefined }): this;
  on(event: string, handler: Fn, options: { readonly namespace: string }): this;
  on(event: string, handler: Fn, { namespace = '/' }: NamespaceOptions = {}): this {
    this.#handlers.set(namespace, event, handler);
    return this;
  }

  /** Sets handlers by the names of their events, or a function by its own name. */
  event(handlers: EventHandlers<S>, options?: { readonly namespace?: undefined }): this;
  event(handlers: Fn | Readonly<Record<string, Fn>>, options: { readonly namespace: string }): this;
  event(handler: Fn, options?: NamespaceOptions): this;
  event(handlers: Fn | object, { namespace = '/' }: NamespaceOptions = {}): this {
    const named = typeof handlers === 'function' ? { [handlers.name]: handlers } : handlers;
    for (const [event, handler] of Object.entries(named)) this.on(event, handler as Fn, { namespace });
    return this;
  }

  /** Removes a handler. */
  off(event: string, { namespace = '/' }: NamespaceOptions = {}): this {
    this.#handlers.delete(namespace, event);
    return this;
  }

  /** Adds the handlers of a class. Functions set with {@link on} come before its methods. */
  // biome-ignore lint/suspicious/noExplicitAny: a class may serve any events
  registerNamespace(namespace: ClientNamespace<any, any>): this {
    this.#handlers.addClass(namespace.namespace, namespace['~register'](this as unknown as Client));
    return this;
  }

  /** Adds a function that is called with every event that arrives, beside its handler. */
  onAny(listener: AnyEventHandler, { namespace = '/' }: NamespaceOptions = {}): this {
    this.#incoming.add(listener, namespace);
    return this;
  }

  /** Removes one such function, or all of them. */
  offAny(listener?: AnyEventHandler): this {
    this.#incoming.remove(listener);
    return this;
  }

  /** Adds a function that is called with every event that is emitted here. */
  onAnyOutgoing(listener: AnyEventHandler, { namespace = '/' }: NamespaceOptions = {}): this {
    this.#outgoing.add(listener, namespace);
    return this;
  }

  /** Removes one such function, or all of them. */
  offAnyOutgoing(listener?: AnyEventHandler): this {
    this.#outgoing.remove(listener);
    return this;
  }

  /**
   * Connects to a server.
   *
   * @param url where it is, or a function that says so for every attempt.
   * @returns rejects with `ConnectionError` when the server cannot be reached or does not answer in time, and with
   *   `ConnectionRefusedError` and the server's `data` when it turns a namespace away.
   */
  connect(url: Resolvable<string>, options: ConnectOptions = {}): Promise<void> {
    return guard(async () => {
      if (this.#active) throw new ConnectionError('Already connected or connecting');
      const names = this.#namespacesFor(options);
      const link = acquireLink(url, { ...this.#options, ...options }, names);
      this.#link = link;
      this.#channels = new Map([...names].map((name) => [name, new Channel(link, name, this.#owner, options.auth)]));
      this.#over = new Promise((resolve) => {
        this.#settleOver = resolve;
      });
      const attempt = new Attempt(names, options);
      this.#attempt = attempt;
      for (const channel of this.#channels.values()) link.add(channel, options.retry);
      try {
        await attempt.done;
      } catch (error) {
        if (this.#attempt === attempt) await this.disconnect();
        throw error;
      } finally {
        if (this.#attempt === attempt) this.#attempt = undefined;
      }
    });
  }

  /**
   * Emits an event. Without a connection it is kept, and sent once the namespace is connected.
   *
   * @param rest the data: nothing for no argument, one value for one (an array is one), `tuple(...)` for several; then options.
   * @returns rejects with `BadNamespaceError` for a namespace that was not asked for, with `DisconnectedError` after the
   *   end of the connection or when too much is kept already. With `retries`, settles with the acknowledgement.
   */
  emit<E extends EventName<C>>(
    event: E,
    ...rest: EmitParameters<EventArgs<C, E>, [options?: TypedEmitOptions<C, E>]>
  ): Promise<void>;
  emit(event: string, data: unknown, options: EmitOptions & { readonly namespace: string }): Promise<void>;
  emit(event: string, data?: unknown, options: EmitOptions = {}): Promise<void> {
    return guard(() => this.#emit(event, toArguments(data), options), lonely(this.#log, `emit of "${event}"`));
  }

  /** Emits the event `message`. */
  send(
    data: 'message' extends EventName<C> ? EmitData<EventArgs<C, 'message'>> : never,
    options?: EmitOptions,
  ): Promise<void> {
    return guard(() => this.#emit('message', toArguments(data), options ?? {}), lonely(this.#log, 'send'));
  }

  /**
   * Emits an event and waits for its acknowledgement: nothing, its value, or an array of several.
   *
   * @returns rejects as {@link emit} does, with `TimeoutError` when no answer comes in time, and with
   *   `DisconnectedError` when the connection is lost first.
   */
  call<E extends EventName<C>>(
    event: E,
    ...rest: EmitParameters<EventArgs<C, E>, [options?: TypedCallOptions]>
  ): Promise<AckResult<Ack<C, E>>>;
  call(event: string, data: unknown, options: CallOptions & { readonly namespace: string }): Promise<unknown>;
  call(event: string, data?: unknown, options: CallOptions = {}): Promise<unknown> {
    return guard(
      () => {
        const { timeout = 60_000 } = options;
        const args = toArguments(data);
        const channel = this.#prepare(event, args, options);
        return new Promise((resolve, reject) => {
          const withdraw = channel.send(event, args, (error, values) => {
            cancel();
            if (error) reject(error);
            else resolve(values.length > 1 ? values : values[0]);
          });
          const cancel = after(timeout, () => {
            withdraw?.();
            reject(new TimeoutError(`no answer to "${event}" in time`));
          });
        });
      },
      lonely(this.#log, `call of "${event}"`),
    );
  }

  /** Ends the connection, or the attempts to get it back. Settles when nothing of it is left. */
  disconnect(): Promise<void> {
    return guard(async () => {
      await Promise.all([...this.#channels.values()].map((channel) => channel.leave()));
    });
  }

  /** The same as {@link disconnect}. */
  shutdown(): Promise<void> {
    return this.disconnect();
  }

  /** Settles when the connection has ended and will not come back. */
  wait(): Promise<void> {
    return this.#over;
  }

  /** Runs a function in the background; its failure is logged. */
  startBackgroundTask<A extends unknown[], T>(task: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
    const outcome = guard(() => task(...args) as Awaited<T>);
    void run(this.#log, 'background task', () => outcome);
    return outcome;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void after(milliseconds, () => resolve()));
  }

  get #active(): boolean {
    return [...this.#channels.values()].some(({ state }) => state !== 'ended');
  }

  #namespacesFor({ namespaces }: ConnectOptions): Set<string> {
    const names = namespaces ? new Set([namespaces].flat()) : this.#handlers.namespaces;
    for (const name of names) {
      if (!name.startsWith('/')) throw new BadNamespaceError(`namespace "${name}" does not begin with "/"`);
    }
    return names.size > 0 ? names : new Set(['/']);
  }

  #emit(event: string, args: readonly unknown[], options: EmitOptions): void | Promise<void> {
    const { callback, volatile = false, timeout = 60_000 } = options;
    const channel = this.#prepare(event, args, options);
    const called = (values: readonly unknown[]) => {
      if (callback) void run(this.#log, `callback of "${event}"`, () => callback(...values));
    };
    if (!this.#options.retries || volatile) {
      let cancel = () => {};
      const settle: Settle = (error, values) => {
        cancel();
        if (!error) called(values);
      };
      const withdraw = channel.send(event, args, callback && settle, volatile);
      // An event that has not left is not late.
      const expire = () => {
        cancel = after(timeout, () => withdraw?.(true) || expire());
      };
      if (callback && withdraw) expire();
      return;
    }
    return new Promise((resolve, reject) => {
      const all = this.#options.retryIds ? [...args, `${this.#idPrefix}-${this.#ids++}`] : args;
      channel.sendReliably(event, all, (error, values) => {
        if (error) return reject(error);
        called(values);
        resolve();
      });
    });
  }

  #prepare(event: string, args: readonly unknown[], options: NamespaceOptions): Channel {
    checkArguments(event, options);
    const { namespace = '/' } = options;
    if (isReservedEvent(event)) throw new SocketIOError('INVALID_ARGUMENT', `event name "${event}" is reserved`);
    const channel = this.#channels.get(namespace);
    if (!channel) throw new BadNamespaceError(`${namespace} is not a connected namespace.`);
    if (channel.state === 'ended') throw new DisconnectedError();
    this.#outgoing.notify(this.#log, namespace, event, args);
    return channel;
  }

  #refused(namespace: string, data: unknown, error: Error | undefined): void {
    this.#handlers.dispatch(namespace, 'connect_error', data === undefined ? [] : [data]);
    if (this.#link?.state === 'open') this.#attempt?.refused(namespace, data);
    else this.#attempt?.unreachable(error);
  }

  #ended(): void {
    if (this.#active) return;
    this.#attempt?.failed();
    this.#settleOver();
  }
}

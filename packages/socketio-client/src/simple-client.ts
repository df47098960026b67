import type { TransportName } from '@x/engineio-client';
import {
  type Ack,
  type AckResult,
  type AnyEvents,
  ConnectionError,
  DisconnectedError,
  type EmitParameters,
  type EventArgs,
  type EventMap,
  type EventName,
  TimeoutError,
} from '@x/socketio-parser';
import { checkArguments } from './arguments.js';
import { Client } from './client.js';
import type { TypedCallOptions } from './event-types.js';
import { guard } from './guard.js';
import { type Log, lonely, toLogger } from './log.js';
import type { ClientOptions, ConnectOptions, Resolvable } from './options.js';
import { after } from './timer.js';

declare global {
  interface SymbolConstructor {
    /** Named here because not every `lib` setting knows it. */
    readonly asyncDispose: unique symbol;
  }
}

/** An event as it arrives: its name, then its arguments. */
export type ReceivedEvent<S> = { [E in EventName<S>]: [event: E, ...args: EventArgs<S, E>] }[EventName<S>];

export interface SimpleConnectOptions extends Omit<ConnectOptions, 'namespaces' | 'wait' | 'waitTimeout'> {
  /** The one namespace to use. @default '/' */
  readonly namespace?: string | undefined;
  /** How long to wait for the server's answer. @default 5_000 */
  readonly waitTimeout?: number | undefined;
}

export interface ReceiveOptions {
  /** Milliseconds to wait for an event. @default Infinity */
  readonly timeout?: number | undefined;
}

/** Events that are kept until somebody receives them; beyond it the oldest are dropped. */
const MAX_RECEIVED = 10_000;

/**
 * A client without handlers: events are received when the program asks for them, and lost connections come back by
 * themselves.
 *
 * @example
 * await SimpleClient.use('http://localhost:5000', async (client) => {
 *   await client.emit('hello', { name: 'ann' });
 *   const [event, ...args] = await client.receive({ timeout: 5_000 });
 * });
 */
export class SimpleClient<S extends EventMap<S> = AnyEvents, C extends EventMap<C> = AnyEvents> {
  readonly #options: ClientOptions;
  readonly #log: Log;
  readonly #received: unknown[][] = [];
  /** Wakes those who wait for an event, a connection, or the end. */
  #wake = () => {};
  #change!: Promise<void>;
  #client: Client | undefined;
  #namespace = '/';
  #ended = true;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#log = toLogger(options.logger);
    this.#changed();
  }

  /** Connects, runs a function, and disconnects whatever comes of it; gives what the function gave. */
  static async use<R, S extends EventMap<S> = AnyEvents, C extends EventMap<C> = AnyEvents>(
    url: Resolvable<string>,
    body: (client: SimpleClient<S, C>) => R | Promise<R>,
    options: SimpleConnectOptions & ClientOptions = {},
  ): Promise<R> {
    const client = new SimpleClient<S, C>(options);
    await client.connect(url, options);
    try {
      return await body(client);
    } finally {
      await client.disconnect();
    }
  }

  get connected(): boolean {
    return this.sid !== undefined;
  }

  /** The id that the server gave this client; another one after each reconnection. */
  get sid(): string | undefined {
    return this.#client?.getSid(this.#namespace);
  }

  get transport(): TransportName | undefined {
    return this.#client?.transport;
  }

  /** Connects to one namespace of a server. @returns rejects as `Client.connect` does. */
  connect(url: Resolvable<string>, options: SimpleConnectOptions = {}): Promise<void> {
    return guard(async () => {
      if (!this.#ended) throw new ConnectionError('Already connected or connecting');
      const { namespace = '/', waitTimeout = 5_000, ...rest } = options;
      const client = new Client(this.#options);
      client.on('connect', () => this.#changed(), { namespace });
      client.on('*', (...event: unknown[]) => this.#keep(event), { namespace });
      this.#client = client;
      this.#namespace = namespace;
      this.#ended = false;
      this.#received.length = 0;
      const connecting = client.connect(url, { ...rest, waitTimeout, namespaces: namespace });
      void client.wait().then(() => this.#end(client));
      await connecting;
    });
  }

  /** Emits an event, after a reconnection if one is under way. @returns rejects with `DisconnectedError` after the end. */
  emit<E extends EventName<C>>(event: E, ...rest: EmitParameters<EventArgs<C, E>, []>): Promise<void>;
  emit(event: string, data?: unknown, options: object = {}): Promise<void> {
    return guard(
      async () => {
        checkArguments(event, options);
        await this.#online();
        await this.#client!.emit(event, data, { namespace: this.#namespace });
      },
      lonely(this.#log, `emit of "${event}"`),
    );
  }

  /**
   * Emits an event and waits for its acknowledgement; asks again if the connection is lost before it comes.
   *
   * @returns rejects with `TimeoutError` when no answer comes in time, outages included, and with `DisconnectedError`.
   */
  call<E extends EventName<C>>(
    event: E,
    ...rest: EmitParameters<EventArgs<C, E>, [options?: Omit<TypedCallOptions, 'namespace'>]>
  ): Promise<AckResult<Ack<C, E>>>;
  call(event: string, data?: unknown, options: TypedCallOptions = {}): Promise<unknown> {
    const { timeout = 60_000 } = options;
    const deadline = Date.now() + timeout;
    return guard(
      async () => {
        checkArguments(event, options);
        for (;;) {
          await this.#online(deadline - Date.now());
          try {
            const remaining = deadline - Date.now();
            return await this.#client!.call(event, data, { namespace: this.#namespace, timeout: remaining });
          } catch (error) {
            if (this.#ended || !(error instanceof DisconnectedError)) throw error;
          }
        }
      },
      lonely(this.#log, `call of "${event}"`),
    );
  }

  /**
   * The next event, in the order of arrival.
   *
   * @returns rejects with `TimeoutError` when none comes in time, with `DisconnectedError` when none can come any more.
   */
  receive({ timeout }: ReceiveOptions = {}): Promise<ReceivedEvent<S>> {
    return guard(() => this.#until(() => this.#received.shift() as ReceivedEvent<S> | undefined, timeout));
  }

  /** Ends the connection; events that have arrived can still be received. */
  disconnect(): Promise<void> {
    return guard(async () => {
      const client = this.#client;
      await client?.disconnect();
      this.#end(client);
    });
  }

  /** Every event until the connection has ended for good. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ReceivedEvent<S>, void, undefined> {
    for (;;) {
      try {
        yield await this.receive();
      } catch (error) {
        if (error instanceof DisconnectedError) return;
        throw error;
      }
    }
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect();
  }

  /** A client that was replaced meanwhile has nothing to say. */
  #end(client: Client | undefined): void {
    if (client !== this.#client) return;
    this.#ended = true;
    this.#changed();
  }

  #keep(event: unknown[]): void {
    if (this.#received.push(event) > MAX_RECEIVED) this.#received.shift();
    this.#changed();
  }

  #changed(): void {
    this.#wake();
    this.#change = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #online(timeout?: number): Promise<string> {
    return this.#until(() => this.sid, timeout);
  }

  /** Waits for something to take; those who wait are served in the order of their asking. */
  async #until<T>(take: () => T | undefined, timeout = Number.POSITIVE_INFINITY): Promise<T> {
    let late = false;
    const cancel = after(timeout, () => {
      late = true;
      this.#changed();
    });
    try {
      for (;;) {
        const taken = take();
        if (taken !== undefined) return taken;
        if (this.#ended) throw new DisconnectedError();
        if (late) throw new TimeoutError();
        await this.#change;
      }
    } finally {
      cancel();
    }
  }
}

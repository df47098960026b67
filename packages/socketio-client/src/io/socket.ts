import { type Fn, isReservedEvent, SocketIOError, TimeoutError } from '@x/socketio-parser';
import { type Answer, Channel, type ChannelOwner } from '../channel.js';
import type { Link } from '../link.js';
import { run } from '../log.js';
import { DisconnectReason } from '../reason.js';
import type { Settle } from '../retry-queue.js';
import { after } from '../timer.js';
import { Emitter } from './emitter.js';

/** What users of `socket.io-client` compare reasons with. */
const REASONS: Record<string, string> = {
  [DisconnectReason.CLIENT_DISCONNECT]: 'io client disconnect',
  [DisconnectReason.SERVER_DISCONNECT]: 'io server disconnect',
};

export interface SocketSettings {
  readonly auth?: unknown;
  readonly retries?: number | undefined;
  readonly ackTimeout?: number | undefined;
}

interface Flags {
  volatile?: boolean;
  timeout?: number | undefined;
  /** Whether the acknowledgement gets an error, or null, before its values. */
  tells?: boolean;
}

/** One namespace in the shape that users of `socket.io-client` know. */
export class Socket extends Emitter {
  readonly nsp: string;
  /** What the server gets with CONNECT: a value, or a function that hands one to its argument. May be changed. */
  auth: unknown;
  readonly #events = new Emitter();
  readonly #link: Link;
  readonly #settings: SocketSettings;
  readonly #incoming: Fn[] = [];
  readonly #outgoing: Fn[] = [];
  readonly #owner: ChannelOwner = {
    reached: () => {
      this.#tell('open');
      if (this.#attempt) this.#tell('reconnect', this.#attempt);
      this.#attempt = 0;
    },
    retrying: (attempt) => {
      this.#attempt = attempt;
      this.#tell('reconnect_attempt', attempt);
    },
    connected: () => {
      this.#entered = true;
      this.#fire('connect');
    },
    refused: (_channel, data, error) => {
      // A server that turns away who was never in is not asked again, unless a listener does so.
      if (!error && !this.#entered) this.#active = false;
      if (error) this.#tell(this.#attempt ? 'reconnect_error' : 'error', error);
      this.#fire('connect_error', error ?? refusal(data));
    },
    event: (_channel, event, args, answer) => this.#event(event, args, answer),
    disconnected: (_channel, reason) => {
      this.#tell('close', reason);
      this.#fire('disconnect', REASONS[reason] ?? reason);
    },
    ended: () => {
      if (this.#attempt) this.#tell('reconnect_failed');
      this.#attempt = 0;
      this.#active = false;
      this.#entered = false;
      this.#channel = this.#newChannel();
    },
  };
  #channel: Channel;
  #active = false;
  /** Has been connected since it was last asked to. */
  #entered = false;
  /** The attempt to reconnect that is under way. */
  #attempt = 0;
  #flags: Flags = {};

  constructor(link: Link, namespace: string, settings: SocketSettings) {
    super();
    this.#link = link;
    this.nsp = namespace;
    this.#settings = settings;
    this.auth = settings.auth;
    this.#channel = this.#newChannel();
  }

  /**
   * Tells of the connection: `open`, `close`, `error`, and the `reconnect` events. No field of this name: built as CommonJS,
   * it would overwrite the export `io`.
   */
  get io(): Emitter {
    return this.#events;
  }

  get id(): string | undefined {
    return this.#channel.sid;
  }

  get connected(): boolean {
    return this.#channel.state === 'connected';
  }

  get disconnected(): boolean {
    return !this.connected;
  }

  /** Whether it is connected, or will be without being asked again. */
  get active(): boolean {
    return this.#active;
  }

  get recovered(): boolean {
    return this.#channel.recovered;
  }

  /** The next event is dropped if it cannot leave at once. */
  get volatile(): this {
    this.#flags.volatile = true;
    return this;
  }

  /** The next event's acknowledgement is an error unless it comes within so many milliseconds. */
  timeout(milliseconds: number): this {
    this.#flags.timeout = milliseconds;
    return this;
  }

  /** Here for compatibility: compression is the connection's affair. */
  compress(_compress: boolean): this {
    return this;
  }

  connect(): this {
    if (this.#active) return this;
    this.#active = true;
    this.#link.add(this.#channel, true);
    return this;
  }

  open(): this {
    return this.connect();
  }

  disconnect(): this {
    if (this.#active) void this.#channel.leave();
    return this;
  }

  close(): this {
    return this.disconnect();
  }

  /** Emits an event; a function as the last argument gets the acknowledgement. */
  emit(event: string, ...args: unknown[]): this {
    if (isReservedEvent(event)) throw new SocketIOError('INVALID_ARGUMENT', `event name "${event}" is reserved`);
    const { volatile = false, timeout = this.#settings.ackTimeout, tells = timeout !== undefined } = this.#flags;
    this.#flags = {};
    const last = args.at(-1);
    const ack = typeof last === 'function' ? (last as Fn) : undefined;
    const data = ack ? args.slice(0, -1) : args;
    this.#call(this.#outgoing, event, ...data);
    if (this.#settings.retries && !volatile) {
      this.#channel.sendReliably(event, data, (error, values) =>
        this.#call(ack ? [ack] : [], error ?? null, ...values),
      );
      return this;
    }
    let settled = false;
    const settle: Settle | undefined =
      ack &&
      ((error, values) => {
        if (settled) return;
        settled = true;
        cancel();
        if (tells) this.#call([ack], error ?? null, ...values);
        else if (!error) this.#call([ack], ...values);
      });
    const withdraw = this.#channel.send(event, data, settle, volatile);
    const cancel = after(settle && timeout !== undefined ? timeout : Number.POSITIVE_INFINITY, () => {
      withdraw?.();
      settle?.(new TimeoutError(), []);
    });
    return this;
  }

  /** Emits an event and gives the acknowledgement's first value; rejects when none can come any more. */
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown> {
    this.#flags.tells = true;
    return new Promise((resolve, reject) => {
      this.emit(event, ...args, (error: unknown, value: unknown) => (error ? reject(error) : resolve(value)));
    });
  }

  send(...args: unknown[]): this {
    return this.emit('message', ...args);
  }

  /** Adds a listener for every event that arrives. */
  onAny(listener: Fn): this {
    this.#incoming.push(listener);
    return this;
  }

  offAny(listener?: Fn): this {
    remove(this.#incoming, listener);
    return this;
  }

  /** Adds a listener for every event that is emitted here. */
  onAnyOutgoing(listener: Fn): this {
    this.#outgoing.push(listener);
    return this;
  }

  offAnyOutgoing(listener?: Fn): this {
    remove(this.#outgoing, listener);
    return this;
  }

  #newChannel(): Channel {
    const auth = () =>
      typeof this.auth === 'function' ? new Promise((resolve) => (this.auth as Fn)(resolve)) : this.auth;
    return new Channel(this.#link, this.nsp, this.#owner, auth);
  }

  #event(event: string, args: unknown[], answer: Answer | undefined): void {
    this.#call(this.#incoming, event, ...args);
    this.#fire(event, ...args, ...(answer ? [(...values: unknown[]) => answer(values)] : []));
  }

  #tell(event: string, detail?: unknown): void {
    this.#call(this.#events.listeners(event), detail);
  }

  #fire(event: string, ...args: unknown[]): void {
    this.#call(this.listeners(event), ...args);
  }

  #call(listeners: readonly Fn[], ...args: unknown[]): void {
    for (const listener of [...listeners]) void run(this.#link.log, 'listener', () => listener(...args));
  }
}

function refusal(data: unknown): Error {
  const { message, data: details } = (typeof data === 'object' && data ? data : { message: data }) as {
    message?: unknown;
    data?: unknown;
  };
  return Object.assign(new Error(String(message)), { data: details });
}

function remove(listeners: Fn[], listener: Fn | undefined): void {
  if (listener) listeners.splice(0, listeners.length, ...listeners.filter((entry) => entry !== listener));
  else listeners.length = 0;
}

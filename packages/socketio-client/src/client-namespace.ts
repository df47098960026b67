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
import { SocketIOError } from '@x/socketio-parser';
import type { Client } from './client.js';
import type { CallOptions, EmitOptions, TypedCallOptions, TypedEmitOptions } from './event-types.js';

type AnyClient = Pick<Client, 'emit' | 'send' | 'call' | 'disconnect'>;

/**
 * Handlers of one namespace as methods of a class. `on_<event>` serves exactly that event, `onFooBar` the event `fooBar`;
 * `onConnect`, `onConnectError` and `onDisconnect` tell of the connection.
 *
 * @example
 * class Chat extends ClientNamespace {
 *   onConnect() {}
 *   on_my_event(data: unknown) { void this.emit('my_response', data); }
 * }
 * client.registerNamespace(new Chat('/chat'));
 */
export class ClientNamespace<S extends EventMap<S> = AnyEvents, C extends EventMap<C> = AnyEvents> {
  readonly namespace: string;
  /** Takes all events, where a class has it, in place of the methods. */
  declare triggerEvent?: (event: string, ...args: unknown[]) => unknown;
  /** Ties the map of the server's events to the class; never set. */
  declare readonly '~events'?: S;
  #client: AnyClient | undefined;

  /** @param namespace where the handlers apply; `'*'` for every namespace that has none. */
  constructor(namespace = '/') {
    this.namespace = namespace;
  }

  /**
   * Called by the client that the namespace is registered with; gives the handler of an event.
   *
   * @internal
   */
  '~register'(client: AnyClient): (event: string) => Fn | undefined {
    if (this.#client) throw new SocketIOError('INVALID_ARGUMENT', 'the namespace is registered already');
    const table = handlerTable(this);
    this.#client = client;
    return (event) => this.triggerEvent?.bind(this, event) ?? table.get(event);
  }

  get #bound(): AnyClient {
    if (this.#client) return this.#client;
    throw new SocketIOError('INVALID_ARGUMENT', 'register the namespace with a client first');
  }

  /** Options for this namespace; what is none is left for the client to refuse. */
  #here(options: object = {}): object {
    return typeof options === 'object' ? { namespace: this.namespace, ...options } : options;
  }

  /** As {@link Client.emit}, to this namespace unless told otherwise. */
  emit<E extends EventName<C>>(
    event: E,
    ...rest: EmitParameters<EventArgs<C, E>, [options?: TypedEmitOptions<C, E>]>
  ): Promise<void>;
  emit(event: string, data: unknown, options: EmitOptions & { readonly namespace: string }): Promise<void>;
  emit(event: string, data?: unknown, options?: object): Promise<void> {
    return this.#bound.emit(event, data, this.#here(options) as EmitOptions & { readonly namespace: string });
  }

  /** As {@link Client.send}. */
  send(
    data: 'message' extends EventName<C> ? EmitData<EventArgs<C, 'message'>> : never,
    options?: EmitOptions,
  ): Promise<void> {
    return this.#bound.send(data, { namespace: this.namespace, ...options });
  }

  /** As {@link Client.call}. */
  call<E extends EventName<C>>(
    event: E,
    ...rest: EmitParameters<EventArgs<C, E>, [options?: TypedCallOptions]>
  ): Promise<AckResult<Ack<C, E>>>;
  call(event: string, data: unknown, options: CallOptions & { readonly namespace: string }): Promise<unknown>;
  call(event: string, data?: unknown, options?: object): Promise<unknown> {
    return this.#bound.call(event, data, this.#here(options) as CallOptions & { readonly namespace: string });
  }

  /** Ends the connection with the server, all of its namespaces. */
  disconnect(): Promise<void> {
    return this.#bound.disconnect();
  }
}

/**
 * The methods of a namespace by the events that they serve; built once, so that a name from the wire can only meet a
 * handler.
 *
 * @throws SocketIOError for two methods that serve one event.
 */
function handlerTable(namespace: object): ReadonlyMap<string, Fn> {
  // Looked at, not read: a getter would run.
  const members = new Map<string, unknown>();
  let holder = namespace;
  while (holder !== ClientNamespace.prototype && holder !== Object.prototype) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (!members.has(name)) members.set(name, value);
    }
    holder = Object.getPrototypeOf(holder);
  }
  const table = new Map<string, Fn>();
  for (const [name, handler] of members) {
    const event = eventOf(name);
    if (event === undefined || typeof handler !== 'function') continue;
    if (table.has(event)) throw new SocketIOError('INVALID_ARGUMENT', `${name} is a second method for "${event}"`);
    table.set(event, handler.bind(namespace));
  }
  return table;
}

function eventOf(method: string): string | undefined {
  if (method === 'onConnectError') return 'connect_error';
  if (method.startsWith('on_')) return method.slice(3);
  return /^on[A-Z]/.test(method) ? method[2]!.toLowerCase() + method.slice(3) : undefined;
}

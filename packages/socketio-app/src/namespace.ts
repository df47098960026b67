import type { AnyEvents, EmitData, EventArgs, EventMap, EventName, Fn } from '@x/socketio-parser';
import {
  type AnySession,
  type NamespaceOptions,
  Namespace as ServerNamespace,
  SocketIOError,
} from '@x/socketio-server';
import { type AppEmitOptions, eventOf, type JsonOption } from './emit-options.js';
import { type AppErrorHandler, adapt, type Runner } from './handlers.js';

/** What a namespace calls of the application that it is registered with. */
export interface NamespaceOwner {
  emit(event: string, data: unknown, options: AppEmitOptions): Promise<void>;
  closeRoom(room: string, options: NamespaceOptions): Promise<void>;
}

const OWNERS = new WeakMap<object, NamespaceOwner>();

/**
 * The base of class-based namespaces whose handlers get no sid. A method `on_my_event` handles `my_event`, `onMyEvent`
 * handles `myEvent`, `@event('any name')` names any other; `onConnect` and `onDisconnect` are the lifecycle.
 *
 * @example
 * class Chat extends Namespace {
 *   on_said(text: string) { return emit('said', text, { broadcast: true }); }
 * }
 * io.onNamespace(new Chat('/chat'));
 */
export abstract class Namespace<
  _C extends EventMap<_C> = AnyEvents,
  S extends EventMap<S> = _C,
  _D extends object = AnySession,
> {
  /** The namespace, or `'*'` for all that have no other handler. */
  readonly namespace: string;

  /** @param namespace @default '/' */
  constructor(namespace = '/') {
    this.namespace = namespace;
  }

  /** Emits to everyone in this namespace, or to whom the options name. */
  emit<E extends EventName<S>>(event: E, data?: EmitData<EventArgs<S, E>>, options?: AppEmitOptions): Promise<void> {
    return ownerOf(this).emit(event, data, { namespace: this.namespace, ...options });
  }

  /** Emits the event `message`, or `json` with that option, as {@link emit} does. */
  send(data: unknown, { json, ...options }: AppEmitOptions & JsonOption = {}): Promise<void> {
    return ownerOf(this).emit(eventOf({ json }), data, { namespace: this.namespace, ...options });
  }

  /** Takes everyone out of a room of this namespace. */
  closeRoom(room: string, options?: NamespaceOptions): Promise<void> {
    return ownerOf(this).closeRoom(room, { namespace: this.namespace, ...options });
  }

  /** To be overridden by a class that routes events itself; returns the acknowledgement. */
  triggerEvent?(event: string, ...args: unknown[]): unknown;

  /** Returns `false` or throws to turn the client away; to be overridden with `(auth)`. */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters are the subclass's to name
  onConnect?(...args: any[]): unknown;

  /** To be overridden with `(reason)`. */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters are the subclass's to name
  onDisconnect?(...args: any[]): unknown;

  /** Is told of errors in the handlers, in their context; a value that it returns becomes the acknowledgement. */
  onError?(...args: Parameters<AppErrorHandler>): unknown;
}

/**
 * The namespace as the server takes it: for each event a method that calls the original in the event's context.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` when it is registered already, or two methods handle one event.
 */
export function bridge(
  inner: Namespace,
  owner: NamespaceOwner,
  runner: Runner,
  inContext: (handler: AppErrorHandler) => AppErrorHandler,
): ServerNamespace {
  if ((inner as unknown) instanceof ServerNamespace) {
    throw new SocketIOError(
      'INVALID_ARGUMENT',
      'This is a Namespace of @x/socketio-server, whose handlers get a sid: extend the one of this package, or use io.server.registerNamespace()',
    );
  }
  if (OWNERS.has(inner)) throw new SocketIOError('INVALID_ARGUMENT', 'This namespace is registered already');
  const { namespace } = inner;
  class Bridge extends ServerNamespace {}
  const outer = new Bridge(namespace);
  const define = (name: string, value: Fn) => Object.defineProperty(outer, name, { value });
  for (const [event, method] of handlersOf(inner)) {
    define(`on_${event}`, adapt(event, namespace, method.bind(inner), runner, false));
  }
  if (inner.onError !== undefined) define('onError', inContext(inner.onError.bind(inner)));
  const route = inner.triggerEvent?.bind(inner);
  if (route !== undefined) {
    define('triggerEvent', (event: string, ...args: unknown[]) =>
      adapt(event, namespace, (...own) => route(event, ...own), runner, false)(...args),
    );
  }
  OWNERS.set(inner, owner);
  return outer;
}

/** Where `@event` leaves the names that it gives. */
const NAMES: unique symbol = Symbol.for('@x/socketio-server/event-names') as never;
const NO_EVENTS = new Set(['constructor', 'onError']);

/** The methods that handle events, the most derived version of each. */
function handlersOf(instance: object): Map<string, Fn> {
  const handlers = new Map<string, Fn>();
  for (const [name, versions] of methodsOf(instance)) {
    const events = new Set(versions.flatMap((version) => (version as { [NAMES]?: string[] })[NAMES] ?? []));
    const named = /^on_(.+)$/s.exec(name)?.[1] ?? /^on(\p{Lu}.*)$/su.exec(name)?.[1]?.replace(/^./, lowerCase);
    if (named !== undefined) events.add(named);
    for (const event of events) {
      if (handlers.has(event)) {
        throw new SocketIOError('INVALID_ARGUMENT', `${name}() and another method both handle the event "${event}"`);
      }
      handlers.set(event, versions[0]!);
    }
  }
  return handlers;
}

function methodsOf(instance: object): Map<string, Fn[]> {
  const methods = new Map<string, Fn[]>();
  let holder = instance;
  while (holder !== Namespace.prototype && holder !== Object.prototype && holder !== null) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      const { value } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
      if (typeof value !== 'function' || NO_EVENTS.has(name)) continue;
      methods.set(name, [...(methods.get(name) ?? []), value as Fn]);
    }
    holder = Object.getPrototypeOf(holder) as object;
  }
  return methods;
}

const lowerCase = (letter: string): string => letter.toLowerCase();

function ownerOf(namespace: object): NamespaceOwner {
  const owner = OWNERS.get(namespace);
  if (owner !== undefined) return owner;
  throw new SocketIOError('INVALID_ARGUMENT', 'Register the namespace with io.onNamespace() before you use it');
}

import { type Fn, isReservedEvent, SocketIOError, toArguments } from '@x/socketio-parser';
import type { Answer } from './channel.js';
import type { AnyEventHandler } from './event-types.js';
import { type Log, run } from './log.js';

/** The handlers of a class: gives the one of an event. */
type ClassHandlers = (event: string) => Fn | undefined;

/** Functions that see every event of a namespace, or of all. */
export class Listeners {
  #entries: { readonly namespace: string; readonly listener: AnyEventHandler }[] = [];

  add(listener: AnyEventHandler, namespace: string): void {
    this.#entries.push({ listener, namespace });
  }

  /** Removes one, or all. */
  remove(listener: AnyEventHandler | undefined): void {
    this.#entries = listener ? this.#entries.filter((entry) => entry.listener !== listener) : [];
  }

  notify(log: Log, namespace: string, event: string, args: readonly unknown[]): void {
    for (const { listener, namespace: wanted } of this.#entries) {
      const all = wanted === '*';
      const rest = all ? [namespace, ...args] : args;
      if (all || wanted === namespace) void run(log, 'listener', () => listener(event, ...rest));
    }
  }
}

/** Finds and calls what an application registered: functions before classes, the nearest before catch-alls. */
export class Dispatcher {
  readonly #log: Log;
  /** One function per namespace and event, either of which may be `*`. */
  readonly #functions = new Map<string, Map<string, Fn>>();
  readonly #classes = new Map<string, ClassHandlers>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The namespaces that have handlers. */
  get namespaces(): Set<string> {
    const names = new Set([...this.#functions.keys(), ...this.#classes.keys()]);
    names.delete('*');
    return names;
  }

  set(namespace: string, event: string, handler: Fn): void {
    if (typeof handler !== 'function') {
      throw new SocketIOError('INVALID_ARGUMENT', `the handler of "${event}" is not a function`);
    }
    const events = this.#functions.get(namespace) ?? new Map<string, Fn>();
    if (events.has(event)) this.#log.warn(`the handler of "${event}" in ${namespace} is replaced`);
    this.#functions.set(namespace, events.set(event, handler));
  }

  delete(namespace: string, event: string): void {
    const events = this.#functions.get(namespace);
    events?.delete(event);
    if (!events?.size) this.#functions.delete(namespace);
  }

  addClass(namespace: string, handlers: ClassHandlers): void {
    this.#classes.set(namespace, handlers);
  }

  /** Calls the handler of an event; what it returns is the answer. */
  dispatch(namespace: string, event: string, args: readonly unknown[] = [], answer?: Answer): void {
    const call = this.#findFunction(namespace, event) ?? this.#findMethod(namespace, event);
    const then = answer && ((result: unknown) => answer(toArguments(result)));
    if (call) void run(this.#log, `handler of "${event}"`, () => call(...args), then);
  }

  /** The event's own handler before catch-alls, for which `connect` and the like, never from the wire, are nothing. */
  #findFunction(namespace: string, event: string): Fn | undefined {
    for (const key of [namespace, '*']) {
      const events = this.#functions.get(key);
      const prefix = key === namespace ? [] : [namespace];
      const own = events?.get(event);
      if (own) return own.bind(undefined, ...prefix);
      const any = isReservedEvent(event) ? undefined : events?.get('*');
      if (any) return any.bind(undefined, event, ...prefix);
    }
    return undefined;
  }

  #findMethod(namespace: string, event: string): Fn | undefined {
    const own = this.#classes.get(namespace);
    return own ? own(event) : this.#classes.get('*')?.(event)?.bind(undefined, namespace);
  }
}

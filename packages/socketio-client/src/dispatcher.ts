import { type Fn, SocketIOError, toArguments } from '@x/socketio-parser';
import type { Answer } from './channel.js';
import type { AnyEventHandler } from './event-types.js';
import { Handlers } from './handlers.js';
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
  readonly #functions = new Handlers();
  readonly #classes = new Map<string, ClassHandlers>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The namespaces that have handlers. */
  get namespaces(): Set<string> {
    const names = new Set([...this.#functions.namespaces(), ...this.#classes.keys()]);
    names.delete('*');
    return names;
  }

  set(namespace: string, event: string, handler: Fn): void {
    if (typeof handler !== 'function') {
      throw new SocketIOError('INVALID_ARGUMENT', `the handler of "${event}" is not a function`);
    }
    if (this.#functions.set(namespace, event, handler)) {
      this.#log.warn(`the handler of "${event}" in ${namespace} is replaced`);
    }
  }

  delete(namespace: string, event: string): void {
    this.#functions.delete(namespace, event);
  }

  addClass(namespace: string, handlers: ClassHandlers): void {
    this.#classes.set(namespace, handlers);
  }

  /** Calls the handler of an event; what it returns is the answer. */
  dispatch(namespace: string, event: string, args: readonly unknown[] = [], answer?: Answer): void {
    const call = this.#find(namespace, event);
    if (!call) return;
    const then = answer && ((result: unknown) => answer(toArguments(result)));
    void run(this.#log, `handler of "${event}"`, () => call(...args), then);
  }

  #find(namespace: string, event: string): Fn | undefined {
    const own = this.#classes.get(namespace);
    return (
      this.#functions.find(namespace, event) ??
      (own ? own(event) : this.#classes.get('*')?.(event)?.bind(undefined, namespace))
    );
  }
}

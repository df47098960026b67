import type { Fn } from '@x/socketio-parser';

/** A handler and what it gets before the event's own arguments. */
interface Match {
  readonly handler: Fn;
  readonly prefix: readonly unknown[];
}

const LIFECYCLE = new Set(['connect', 'disconnect', 'connect_error']);

/** The function handlers of a client: one per namespace and event, either of which may be `*`. */
export class Handlers {
  readonly #namespaces = new Map<string, Map<string, Fn>>();

  /** @returns whether there was a handler before. */
  set(namespace: string, event: string, handler: Fn): boolean {
    const events = this.#namespaces.get(namespace) ?? new Map<string, Fn>();
    this.#namespaces.set(namespace, events);
    const replaced = events.has(event);
    events.set(event, handler);
    return replaced;
  }

  delete(namespace: string, event: string): void {
    const events = this.#namespaces.get(namespace);
    events?.delete(event);
    if (events?.size === 0) this.#namespaces.delete(namespace);
  }

  namespaces(): Iterable<string> {
    return this.#namespaces.keys();
  }

  /** The event's own handler before catch-alls, those of the namespace before those of all; catch-alls get no lifecycle events. */
  find(namespace: string, event: string): Match | undefined {
    for (const [key, prefix] of [
      [namespace, []],
      ['*', [namespace]],
    ] as const) {
      const events = this.#namespaces.get(key);
      const own = events?.get(event);
      if (own) return { handler: own, prefix };
      const any = LIFECYCLE.has(event) ? undefined : events?.get('*');
      if (any) return { handler: any, prefix: [event, ...prefix] };
    }
    return undefined;
  }
}

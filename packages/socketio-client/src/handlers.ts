import { type Fn, isReservedEvent } from '@x/socketio-parser';

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

  /**
   * The handler of an event, to be called with its arguments: the event's own before catch-alls, those of the namespace
   * before those of all. `connect` and the like, which never come from the wire, are nothing for catch-alls.
   */
  find(namespace: string, event: string): Fn | undefined {
    for (const key of [namespace, '*']) {
      const events = this.#namespaces.get(key);
      const prefix = key === namespace ? [] : [namespace];
      const own = events?.get(event);
      if (own) return own.bind(undefined, ...prefix);
      const any = isReservedEvent(event) ? undefined : events?.get('*');
      if (any) return any.bind(undefined, event, ...prefix);
    }
    return undefined;
  }
}

import type { AnyEvents, EventMap } from '@x/socketio-parser';
import type { Core } from './core.js';
import type { AnyAuth, AnySession } from './handler-types.js';
import { MatchingNamespaces, OneNamespace, type Reach } from './reach.js';
import { Registration } from './registration.js';

/** One namespace, or all that match a pattern, with events of their own. Made by `of()`. */
export class NamespaceHandle<
  C extends EventMap<C> = AnyEvents,
  S extends EventMap<S> = C,
  D extends object = AnySession,
  A = AnyAuth,
> extends Registration<C, S, D, A> {
  /** The namespace's name, or the pattern. */
  readonly name: string | RegExp;

  readonly #reach: Reach;

  /** @internal */
  constructor(core: Core, name: string | RegExp) {
    const reach = typeof name === 'string' ? new OneNamespace(core, name) : new MatchingNamespaces(core, name);
    super(reach);
    this.#reach = reach;
    this.name = name;
  }

  /** The namespace that a client is in; undefined when it is in none of these, or not on this server. */
  namespaceOf(sid: string): string | undefined {
    const name = this.#reach.nameOf(sid);
    return this.#reach.core.peer(sid, name) === undefined ? undefined : name;
  }
}

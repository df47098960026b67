import type { AnyEvents, EventMap } from '@x/socketio-parser';
import type { Core } from './core.js';
import type { AnyAuth, AnySession } from './handler-types.js';
import { MatchingNamespaces, OneNamespace } from './reach.js';
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

  /** @internal */
  constructor(core: Core, name: string | RegExp) {
    super(typeof name === 'string' ? new OneNamespace(core, name) : new MatchingNamespaces(core, name));
    this.name = name;
  }
}

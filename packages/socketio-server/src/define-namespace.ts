import type { AnyEvents, EventMap } from '@x/socketio-parser';
import { setTable } from './class-table.js';
import type { AnyAuth, AnyFn, AnySession, EventHandlers } from './handler-types.js';
import { Namespace } from './namespace.js';

class DefinedNamespace extends Namespace {}

/**
 * Makes a namespace for `registerNamespace` out of an object, whose methods are named as their events; the parameters are
 * inferred from the event map.
 *
 * @example
 * sio.registerNamespace(defineNamespace<C2S, S2C>('/chat', { 'my event'(sid, data) { return this.emit('news', data); } }));
 */
export function defineNamespace<
  C extends EventMap<C> = AnyEvents,
  S extends EventMap<S> = C,
  D extends object = AnySession,
  A = AnyAuth,
>(namespace: string, handlers: EventHandlers<C, A> & ThisType<Namespace<C, S, D>>): Namespace<C, S, D> {
  const defined = new DefinedNamespace(namespace);
  setTable(defined, new Map(Object.entries(handlers) as [string, AnyFn][]));
  return defined as unknown as Namespace<C, S, D>;
}

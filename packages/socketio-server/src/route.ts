import type { ClassHandlers } from './class-handlers.js';
import type { AnyFn } from './handler-types.js';
import type { NamespaceState } from './namespace-state.js';
import type { Registry } from './registry.js';

/** A handler that was found, and what it wants before the event's arguments. */
interface Route {
  readonly handler: AnyFn;
  readonly self: object | undefined;
  readonly withEvent: boolean;
  readonly withNamespace: boolean;
}

/** What {@link invoke} gives when nobody handles the event. */
export const UNHANDLED: unique symbol = Symbol('unhandled');

/**
 * Calls the handler of an event of a client, in the order of precedence: functions before classes, the explicit before the
 * catch-all. Returns what the handler returned.
 *
 * @param args what goes behind the sid. For an event of the wire its first item is the event's name, to be overwritten.
 */
export function invoke(namespace: NamespaceState, event: string, args: unknown[], sid: string): unknown {
  const handler = namespace.registry.events.get(event);
  if (handler !== undefined) {
    args[0] = sid;
    return handler.apply(undefined, args);
  }
  const route = findRoute(namespace, event);
  if (route === undefined) return UNHANDLED;
  args[0] = sid;
  return call(route, namespace.name, event, args);
}

/** Calls the handler of `connect` or `disconnect`. Catch-all events are never asked. */
export function invokeLifecycle(namespace: NamespaceState, event: 'connect' | 'disconnect', args: unknown[]): unknown {
  for (const registry of namespace.scopes) {
    const handler = registry[event];
    if (handler === undefined) continue;
    return call(route(handler, undefined, false, namespace.isCatchAll(registry)), namespace.name, event, args);
  }
  for (const registry of namespace.scopes) {
    const found = classRoute(registry, event, namespace.isCatchAll(registry));
    if (found !== undefined) return call(found, namespace.name, event, args);
  }
  return undefined;
}

function findRoute(namespace: NamespaceState, event: string): Route | undefined {
  for (const registry of namespace.scopes) {
    const catchAll = namespace.isCatchAll(registry);
    const handler = registry.events.get(event);
    if (handler !== undefined) return route(handler, undefined, false, catchAll);
    if (registry.anyEvent !== undefined) return route(registry.anyEvent, undefined, true, catchAll);
  }
  for (const registry of namespace.scopes) {
    const found = classRoute(registry, event, namespace.isCatchAll(registry));
    if (found !== undefined) return found;
  }
  return undefined;
}

function classRoute({ classHandlers }: Registry, event: string, catchAll: boolean): Route | undefined {
  if (classHandlers === undefined) return undefined;
  const { self, table, trigger }: ClassHandlers = classHandlers;
  if (trigger !== undefined) return route(trigger, self, true, catchAll);
  const handler = table.get(event);
  return handler === undefined ? undefined : route(handler, self, false, catchAll);
}

function route(handler: AnyFn, self: object | undefined, withEvent: boolean, withNamespace: boolean): Route {
  return { handler, self, withEvent, withNamespace };
}

function call({ handler, self, withEvent, withNamespace }: Route, namespace: string, event: string, args: unknown[]) {
  if (withEvent) return handler.apply(self, withNamespace ? [event, namespace, ...args] : [event, ...args]);
  return handler.apply(self, withNamespace ? [namespace, ...args] : args);
}

import { isReservedEvent, SocketIOError } from '@x/socketio-parser';
import type { TestedServer } from './handlers-under-way.js';

/**
 * The server that is meant: the one that was given, or that of an application's `SocketIO`.
 *
 * @throws TypeError
 */
export function serverOf(target: unknown): TestedServer {
  for (const server of [target, (target as { readonly server?: unknown } | null | undefined)?.server]) {
    const { handleSession, useEvent } = (server ?? {}) as Partial<TestedServer>;
    if (typeof handleSession === 'function' && typeof useEvent === 'function') return server as TestedServer;
  }
  throw new TypeError(
    `testClient() takes a Server or a SocketIO, not ${kindOf(target)}; for an application of Express, Fastify or Koa that is what new SocketIO(app) returned`,
  );
}

/** @throws TypeError for what is no name of a namespace. */
export function checkNamespace(namespace: unknown): asserts namespace is string {
  if (typeof namespace === 'string' && namespace.startsWith('/')) return;
  const shown = typeof namespace === 'string' ? JSON.stringify(namespace) : kindOf(namespace);
  throw new TypeError(`A namespace begins with a slash, as in '/chat': not ${shown}`);
}

/** @throws TypeError for what is no name, SocketIOError for one that ends the connection of whoever sends it. */
export function checkEvent(event: unknown): asserts event is string {
  if (typeof event !== 'string') throw new TypeError(`An event is named by a string, not ${kindOf(event)}`);
  if (isReservedEvent(event)) throw new SocketIOError('INVALID_ARGUMENT', `event name "${event}" is reserved`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

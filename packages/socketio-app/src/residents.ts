import { SocketIOError } from '@x/socketio-server';
import { processWide } from './process-wide.js';

const endpoints = processWide('residents', () => new WeakMap<object, Set<string>>());

/**
 * Takes an endpoint of an application.
 *
 * @returns a function that gives it back.
 * @throws SocketIOError `INVALID_ARGUMENT` when it is taken.
 */
export function moveIn(app: object, endpoint: string): () => void {
  const taken = endpoints.get(app) ?? new Set();
  if (taken.has(endpoint)) {
    throw new SocketIOError(
      'INVALID_ARGUMENT',
      `This application has a SocketIO at ${endpoint} already: use that one, or give this one a path of its own`,
    );
  }
  endpoints.set(app, taken.add(endpoint));
  return () => void taken.delete(endpoint);
}

import { handled } from '@x/socketio-adapter';

/**
 * Runs something now and gives its outcome as a promise. What is thrown becomes a rejection, and nobody has to catch it:
 * a call that is not awaited must not end the process.
 */
export function guard<T>(act: () => T | PromiseLike<T>): Promise<T> {
  try {
    return handled(Promise.resolve(act()));
  } catch (error) {
    return handled(Promise.reject(error));
  }
}

/** Whether a value is to be waited for. Reading `then` may run foreign code, which may throw. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

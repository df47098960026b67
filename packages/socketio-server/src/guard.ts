import { DONE, handled, rejected } from '@x/socketio-adapter';

/**
 * Runs something now and gives its outcome as a promise. What is thrown becomes a rejection, and nobody has to catch it:
 * a call that is not awaited must not end the process.
 *
 * @param report is told what is thrown, which is a mistake of the caller, if nobody awaits the promise.
 */
export function guard<T>(act: () => T | PromiseLike<T>, report?: (error: unknown) => void): Promise<T> {
  try {
    const outcome = act();
    // What a manager has done at once needs no further promise.
    if (outcome === DONE) return outcome as unknown as Promise<T>;
    return handled(Promise.resolve(outcome));
  } catch (error) {
    return report === undefined ? handled(Promise.reject(error)) : rejected(error, report);
  }
}

/** Whether a value is to be waited for. Reading `then` may run foreign code, which may throw. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

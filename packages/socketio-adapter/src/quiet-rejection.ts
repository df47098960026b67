/** Marks a promise as seen to, so that one that nobody awaits cannot end the process when it rejects. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/**
 * A rejected promise for a mistake of the caller. One that nobody awaits does not end the process, and is not lost either:
 * it is reported at the end of the turn.
 */
export function rejected<T>(error: unknown, report: (error: unknown) => void): Promise<T> {
  return watched<T>(Promise.reject(error), report);
}

/** A promise whose rejection is reported when nobody awaits it, and cannot end the process. */
export function watched<T>(promise: Promise<T>, report: (error: unknown) => void): Promise<T> {
  const result = new Watched<T>((resolve, reject) => {
    promise.then(resolve, reject);
  });
  Promise.prototype.then.call(result, undefined, (error) => {
    setImmediate(() => {
      if (!result.isAwaited) report(error);
    });
  });
  return result;
}

/** Knows whether somebody looks at its outcome. `await` does so by `then`, since this is no plain promise. */
class Watched<T> extends Promise<T> {
  isAwaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise
  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejectedBy?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isAwaited = true;
    return super.then(fulfilled, rejectedBy);
  }
}

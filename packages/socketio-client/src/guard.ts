const ignore = () => {};

/**
 * Runs something now and gives its outcome as a promise that may be left alone: whoever awaits it sees it fail. Where
 * nobody does, `report` gets the failure.
 */
export function guard<T>(act: () => T | PromiseLike<T>, report: (error: unknown) => void = ignore): Promise<T> {
  const outcome = new Outcome<T>((resolve) => resolve(act()));
  // In a later turn, so that whoever looks only a little later is somebody, too.
  Promise.prototype.then.call(outcome, undefined, (error) => setTimeout(() => outcome.awaited || report(error)));
  return outcome;
}

/** Knows whether somebody looks at it: `await`, too, calls `then` of what is no plain promise. */
class Outcome<T> extends Promise<T> {
  awaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise
  override then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.awaited = true;
    return super.then(fulfilled, rejected);
  }
}

const UNSENT: unique symbol = Symbol.for('@x/unsent-error') as never;

/**
 * What {@link PubSubManager.publish} rejects with when the queue certainly did not get the message, because there is no
 * connection: the manager keeps it and tries again. After any other error the message may have gone out, so it is given
 * up and counted as lost rather than sent twice.
 */
export class UnsentError extends Error {
  readonly [UNSENT] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnsentError';
  }
}

/** By mark and not by class: an adapter may come with another copy of this package. */
export function isUnsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && UNSENT in error;
}

const UNSENT: unique symbol = Symbol.for('@x/unsent-error') as never;
const REFUSED: unique symbol = Symbol.for('@x/refused-error') as never;

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

/**
 * What {@link PubSubManager.publish} rejects with when the queue can be reached and does not take this message: it lacks
 * the permission, or is too large. The message is given up and said to be lost; the others go on, as this is no outage.
 */
export class RefusedError extends Error {
  readonly [REFUSED] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RefusedError';
  }
}

/** By mark and not by class: an adapter may come with another copy of this package. */
export function isUnsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && UNSENT in error;
}

export function isRefused(error: unknown): boolean {
  return typeof error === 'object' && error !== null && REFUSED in error;
}

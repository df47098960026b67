/** How long to wait between attempts to reconnect; milliseconds. */
export interface BackoffOptions {
  /** Before the first attempt; each further one doubles it. @default 1_000 */
  readonly reconnectionDelay?: number | undefined;
  /** What doubling leads to at most, before it is varied. @default 5_000 */
  readonly reconnectionDelayMax?: number | undefined;
  /** Each delay is varied at random by up to this part of itself: 0.5 is ±50 %. @default 0.5 */
  readonly randomizationFactor?: number | undefined;
}

/** The delay before attempt `attempt`, counted from 0: `min(delay * 2^attempt, max)`, then varied. */
export function backoff(attempt: number, options: BackoffOptions, random = Math.random): number {
  const { reconnectionDelay = 1_000, reconnectionDelayMax = 5_000, randomizationFactor = 0.5 } = options;
  const delay = Math.min(reconnectionDelay * 2 ** attempt, reconnectionDelayMax);
  return delay * (1 + randomizationFactor * (2 * random() - 1));
}

import type { Logger } from '../logger.js';
import { isRefused } from './errors.js';
import type { Counters } from './stats.js';

export type Side = 'publish' | 'listen';

/**
 * Whether the queue can be reached, and what the log says of it. Both directions break together, mostly: an outage is one
 * line when it begins, and one when all is as before, what waited included.
 */
export class Link {
  readonly #name: string;
  readonly #logger: () => Logger;
  readonly #counters: Counters;
  readonly #keeping: string;
  readonly #down = new Set<Side>();
  #since = 0;
  #lateBefore = 0;
  #lostBefore = 0;
  #lastRefusal = '';

  /** @param servesClients whether this process has clients of its own: workers have none. */
  constructor(name: string, logger: () => Logger, counters: Counters, servesClients: boolean) {
    this.#keeping = servesClients
      ? 'Clients of this process are served as before; what goes to other servers is kept up to a limit'
      : 'What is emitted is kept up to a limit';
    this.#name = name;
    this.#logger = logger;
    this.#counters = counters;
  }

  get isUp(): boolean {
    return this.#down.size === 0;
  }

  down(side: Side, error: unknown): void {
    const begins = this.isUp;
    this.#down.add(side);
    if (!begins) {
      this.#logger().debug(`${this.#name}: still no connection (${reason(error)})`);
      return;
    }
    const { late, lost } = this.#counters;
    this.#counters.outages += 1;
    this.#since = Date.now();
    this.#lateBefore = late;
    this.#lostBefore = lost;
    const what = isRefused(error) ? 'refuses to be listened to' : 'no connection';
    this.#logger().error(`${this.#name}: ${what} (${reason(error)}). ${this.#keeping}. Trying again.`);
  }

  up(side: Side): void {
    if (!this.#down.delete(side) || !this.isUp) return;
    const seconds = ((Date.now() - this.#since) / 1000).toFixed(1);
    const late = this.#counters.late - this.#lateBefore;
    const lost = this.#counters.lost - this.#lostBefore;
    this.#logger().info(`${this.#name}: connected again after ${seconds} s; ${late} sent late, ${lost} lost`);
  }

  /** The queue works and does not take a message. The same reason is told once. */
  refused(error: unknown): void {
    const why = reason(error);
    const level = why === this.#lastRefusal ? 'debug' : 'error';
    this.#lastRefusal = why;
    this.#logger()[level](`${this.#name}: does not take a message (${why}). It is lost, and so are others of its kind`);
  }

  /** What waited when the manager was closed. */
  closedWith(unsent: number): void {
    this.#logger().error(`${this.#name}: closed before ${unsent} messages could be published. They are lost`);
  }

  /** Something that people must know of although the link works. */
  warn(text: string): void {
    this.#logger().warn(`${this.#name}: ${text}`);
  }
}

/** Why, in one line. Brokers' clients hide the reason in many places. */
export function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return error.message || (typeof code === 'string' ? code : error.name);
}

/** What a manager counted since it was made. */
export interface QueueStats {
  /** Whether the queue can be reached, as far as is known, and what waited for it during an outage is out. */
  readonly connected: boolean;
  /** How often the connection was lost. */
  readonly outages: number;
  /** Other servers of this project on the channel. */
  readonly nodes: number;
  /** Messages that wait to be published. */
  readonly waiting: number;
  /** Messages that the queue took. */
  readonly published: number;
  /** Messages among them that waited for a connection. */
  readonly late: number;
  /** Messages that were given up: too many waited, or the connection broke while one was on its way. */
  readonly lost: number;
  /** Messages that arrived, the own ones included. */
  readonly received: number;
  /** Messages that arrived and were no valid ones. */
  readonly refused: number;
}

/** The same while counting. */
export class Counters {
  outages = 0;
  published = 0;
  late = 0;
  lost = 0;
  received = 0;
  refused = 0;
}

import type { LoadResult } from '../messages.js';
import { percentile } from '../statistics.js';

export interface Load {
  /** Works for this long, finishes what is under way, and is idle afterwards. */
  run(milliseconds: number): Promise<LoadResult>;
  /** What to do before the first measured run; `run` itself where absent. */
  warm?(milliseconds: number): Promise<unknown>;
}

/** A run that has not finished this long after its time was up has stalled. */
export const PATIENCE = 20_000;
const MOST_LATENCIES = 500_000;

/** The clock and the counters of one run. */
export class Run {
  operations = 0;
  stopping = false;
  readonly finished: Promise<LoadResult>;
  readonly #latencies: number[] = [];
  #resolve!: (result: LoadResult) => void;

  constructor(milliseconds: number) {
    this.finished = new Promise((resolve, reject) => {
      const time = setTimeout(() => {
        this.stopping = true;
      }, milliseconds);
      const stalled = setTimeout(() => reject(this.#stalled()), milliseconds + PATIENCE);
      this.#resolve = (result) => {
        clearTimeout(time);
        clearTimeout(stalled);
        resolve(result);
      };
    });
  }

  latency(milliseconds: number): void {
    if (this.#latencies.length < MOST_LATENCIES) this.#latencies.push(milliseconds);
  }

  finish(): void {
    const seen = this.#latencies;
    const latency = seen.length > 0 ? { p50: percentile(seen, 0.5), p99: percentile(seen, 0.99) } : undefined;
    this.#resolve({ operations: this.operations, latency });
  }

  #stalled(): Error {
    return new Error(`stalled after ${this.operations} operations: answers are missing`);
  }
}

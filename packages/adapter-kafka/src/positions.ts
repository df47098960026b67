/** Milliseconds after which what was missed is too old to be delivered. */
const MEMORY = 300_000;

/**
 * Up to where each partition has been read. A server begins at the end; after an outage it goes on where it was, as Kafka
 * has kept what others said meanwhile.
 */
export class Positions {
  readonly #next = new Map<number, bigint>();
  /** Gaps that were looked into already: nothing is in them. */
  readonly #gaps = new Map<number, bigint>();
  #read = 0;

  /** Forgets what is long ago. */
  expire(): void {
    if (Date.now() - this.#read > MEMORY) this.#next.clear();
    this.#read = Date.now();
  }

  /** A partition that goes from `low` to `high` is about to be read. */
  begin(partition: number, low: string, high: string): void {
    const next = this.#next.get(partition);
    // Outside of it: the topic is another one by now, or what comes next is gone.
    if (next === undefined || next < BigInt(low) || next > BigInt(high)) this.#next.set(partition, BigInt(high));
  }

  /**
   * A batch arrived that begins at an offset: it may have been asked for before its place was known.
   *
   * @returns the offset to read again from, when it leaves out what should come first.
   */
  skippedBy(partition: number, first: string): string | undefined {
    const next = this.#next.get(partition);
    if (next === undefined || BigInt(first) <= next || this.#gaps.get(partition) === next) return undefined;
    this.#gaps.set(partition, next);
    return String(next);
  }

  /** A message arrived. Returns whether it is a new one. */
  advance(partition: number, offset: string): boolean {
    this.#read = Date.now();
    const at = BigInt(offset);
    if (at < (this.#next.get(partition) ?? 0n)) return false;
    this.#next.set(partition, at + 1n);
    return true;
  }

  /** Partitions, each with the offset to go on with. */
  *[Symbol.iterator](): Generator<[number, string]> {
    for (const [partition, next] of this.#next) yield [partition, String(next)];
  }
}

/** Too many wait already. */
export class BusyError extends Error {}

interface Waiting {
  begin(): void;
  refuse(): void;
}

/** Runs a few tasks at a time. Those who ask take turns: who asks much waits behind the own questions only. */
export class Turns {
  readonly #atOnce: number;
  readonly #most: number;
  /** By who asks; whose turn is next comes first. */
  readonly #lines = new Map<string, Waiting[]>();
  #running = 0;
  #waiting = 0;

  /** @param most so many wait; then the longest line loses its last, or is refused. */
  constructor(atOnce: number, most: number) {
    this.#atOnce = atOnce;
    this.#most = most;
  }

  /** @throws BusyError */
  async run<T>(from: string, task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#wait(from);
    else this.#running += 1;
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #wait(from: string): Promise<void> {
    const line = this.#lines.get(from) ?? [];
    if (this.#waiting >= this.#most) {
      const longest = [...this.#lines.values()].reduce((a, b) => (b.length > a.length ? b : a), line);
      if (longest === line) return Promise.reject(new BusyError());
      longest.pop()?.refuse();
      this.#waiting -= 1;
    }
    this.#lines.set(from, line);
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      line.push({ begin: resolve, refuse: () => reject(new BusyError()) });
    });
  }

  /** Begins the first of the line whose turn it is, which then goes behind the others. */
  #next(): void {
    for (const [from, line] of this.#lines) {
      this.#lines.delete(from);
      const first = line.shift();
      if (line.length > 0) this.#lines.set(from, line);
      if (first === undefined) continue;
      this.#waiting -= 1;
      this.#running += 1;
      first.begin();
      return;
    }
  }
}

/** Keeps what arrives, and lets tests wait for it. */
export class Recorder<T> {
  readonly items: T[] = [];
  readonly #patience: number;
  #waiters: (() => void)[] = [];

  /** @param patience milliseconds until what does not arrive is given up. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  push(item: T): void {
    this.items.push(item);
    for (const check of [...this.#waiters]) check();
  }

  /** Resolves with the items as soon as there are so many. */
  atLeast(count: number): Promise<readonly T[]> {
    return this.until(`${count} items`, (items) => items.length >= count);
  }

  /** Resolves with the items as soon as one of them is as wished. */
  async including(what: string, isMeant: (item: T) => boolean): Promise<readonly T[]> {
    return this.until(what, (items) => items.some(isMeant));
  }

  until(what: string, isEnough: (items: readonly T[]) => boolean): Promise<readonly T[]> {
    if (isEnough(this.items)) return Promise.resolve(this.items);
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiters = this.#waiters.filter((waiter) => waiter !== check);
      };
      const check = () => {
        if (!isEnough(this.items)) return;
        end();
        resolve(this.items);
      };
      const timer = setTimeout(() => {
        end();
        const last = JSON.stringify(this.items.slice(-5)).slice(0, 500);
        reject(
          new Error(
            `waited ${this.#patience} ms for ${what}; there are ${this.items.length}, the last of them ${last}`,
          ),
        );
      }, this.#patience);
      this.#waiters.push(check);
    });
  }
}

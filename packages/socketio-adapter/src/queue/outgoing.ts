/** A message on its way out. */
export class Outgoing {
  readonly message: string;
  readonly confirm: boolean;
  resolve: (() => void) | undefined;
  reject: ((error: unknown) => void) | undefined;
  handedOver = 0;
  waited = false;
  settled = false;

  constructor(message: string, confirm: boolean) {
    this.message = message;
    this.confirm = confirm;
  }
}

/** Messages that wait, first come, first served. */
export class Backlog {
  #items: Outgoing[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get last(): Outgoing | undefined {
    return this.size > 0 ? this.#items.at(-1) : undefined;
  }

  *[Symbol.iterator](): Generator<Outgoing> {
    for (let i = this.#head; i < this.#items.length; i++) yield this.#items[i] as Outgoing;
  }

  push(outgoing: Outgoing): void {
    this.#items.push(outgoing);
  }

  shift(): Outgoing | undefined {
    const next = this.#items[this.#head];
    if (next === undefined) return undefined;
    this.#head += 1;
    // In bulk: shifting each would move all that are behind it.
    if (this.#head >= 1024 || this.#head === this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return next;
  }

  /** Puts those that have been here before in front of all others. */
  putBack(returned: readonly Outgoing[]): void {
    this.#items.splice(0, this.#head, ...returned);
    this.#head = 0;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}

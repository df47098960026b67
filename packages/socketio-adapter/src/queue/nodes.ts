/** Milliseconds after (re)connecting during which servers are still making themselves known. */
const INTRODUCTION = 500;
/** More servers than any channel carries: a stranger who invents some cannot fill the memory. */
const MOST = 10_000;

/**
 * The other servers of this project on the channel. They introduce themselves when they connect and say goodbye when they
 * close; one that does not answer a question in time is forgotten until it speaks again. Python servers say nothing of
 * the kind and are not among them.
 */
export class Nodes {
  readonly #known = new Set<string>();
  readonly #calls = new Set<RollCall>();
  #introducing: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#known.size;
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  seen(id: string): void {
    if (this.#known.size < MOST) this.#known.add(id);
  }

  gone(id: string): void {
    if (!this.#known.delete(id)) return;
    for (const call of [...this.#calls]) call.lost(id);
  }

  /** The connection is there (again), so that all will introduce themselves in a moment. */
  connected(): void {
    clearTimeout(this.#introducing);
    this.#introducing = setTimeout(() => {
      this.#introducing = undefined;
      for (const call of [...this.#calls]) call.check();
    }, INTRODUCTION).unref();
  }

  close(): void {
    clearTimeout(this.#introducing);
    this.#introducing = undefined;
    this.#known.clear();
    for (const call of [...this.#calls]) call.check();
    this.#calls.clear();
  }

  /**
   * Waits for a word of each node.
   *
   * @param limit milliseconds after which those that kept silent are forgotten.
   * @param done called once: when all have answered, or with those that did not.
   * @param lost called for a node that says goodbye after it answered.
   */
  call(limit: number, done: (silent: readonly string[]) => void, lost?: (id: string) => void): RollCall {
    const call = new RollCall(this, limit, done, lost);
    this.#calls.add(call);
    return call;
  }

  /** Those that have not answered; `undefined` while more nodes may turn up. */
  missing(answered: ReadonlySet<string>): string[] | undefined {
    if (this.#introducing !== undefined) return undefined;
    return this.silent(answered);
  }

  silent(answered: ReadonlySet<string>): string[] {
    return [...this.#known].filter((id) => !answered.has(id));
  }

  forget(call: RollCall): void {
    this.#calls.delete(call);
  }
}

/** One question to all nodes. */
export class RollCall {
  readonly #nodes: Nodes;
  readonly #done: (silent: readonly string[]) => void;
  readonly #lost: ((id: string) => void) | undefined;
  readonly #answered = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #over = false;

  constructor(
    nodes: Nodes,
    limit: number,
    done: (silent: readonly string[]) => void,
    lost: ((id: string) => void) | undefined,
  ) {
    this.#nodes = nodes;
    this.#done = done;
    this.#lost = lost;
    this.#timer = setTimeout(() => this.#expire(), limit).unref();
  }

  answered(id: string): void {
    this.#answered.add(id);
    this.check();
  }

  lost(id: string): void {
    this.#lost?.(id);
    this.check();
  }

  check(): void {
    if (!this.#over && this.#nodes.missing(this.#answered)?.length === 0) this.#finish([]);
  }

  /** Nobody waits for answers any longer. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#nodes.forget(this);
  }

  #expire(): void {
    const silent = this.#nodes.silent(this.#answered);
    this.#finish(silent);
    for (const id of silent) this.#nodes.gone(id);
  }

  #finish(silent: readonly string[]): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#done(silent);
  }
}

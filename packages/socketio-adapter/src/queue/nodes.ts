/** Milliseconds after (re)connecting during which servers are still making themselves known. */
const INTRODUCTION = 500;
/** A server that leaves questions unanswered for so many milliseconds (timers may be early) is not waited for, until it speaks again. */
const PATIENCE = 4900;
/** More servers than any channel carries: a stranger who invents some cannot fill the memory. */
const MOST = 10_000;

/**
 * The other servers of this project on the channel. They introduce themselves when they connect and say goodbye when they
 * close; one that does not answer for a while is left alone until it says anything at all. Python servers say nothing of
 * the kind and are not among them.
 */
export class Nodes {
  readonly #known = new Set<string>();
  /** Those that owe an answer, with the time since when. */
  readonly #silentSince = new Map<string, number>();
  readonly #lost = new Set<string>();
  readonly #calls = new Set<RollCall>();
  readonly #isLinked: () => boolean;
  #introducing: NodeJS.Timeout | undefined;

  /** @param isLinked whether the queue can be reached: without it, silence says nothing about anybody. */
  constructor(isLinked: () => boolean) {
    this.#isLinked = isLinked;
  }

  get size(): number {
    return this.#known.size;
  }

  ids(): Iterable<string> {
    return this.#known;
  }

  /** A server introduced itself. */
  seen(id: string): void {
    this.#silentSince.delete(id);
    this.#lost.delete(id);
    if (this.#known.size < MOST) this.#known.add(id);
  }

  /** Somebody said something, which counts when it is a server that was given up. Workers speak on the channel too. */
  heard(id: string): void {
    this.#silentSince.delete(id);
    if (this.#lost.has(id)) this.seen(id);
  }

  /** A server says goodbye. */
  gone(id: string): void {
    this.#silentSince.delete(id);
    const wasLost = this.#lost.delete(id);
    if (!this.#known.delete(id) && !wasLost) return;
    for (const call of [...this.#calls]) call.left(id);
  }

  /** These did not answer a question that was asked at a certain time. */
  silent(ids: readonly string[], asked: number): void {
    if (!this.#isLinked()) return;
    const now = performance.now();
    for (const id of ids) {
      if (!this.#known.has(id)) continue;
      const since = this.#silentSince.get(id) ?? asked;
      this.#silentSince.set(id, since);
      if (now - since < PATIENCE) continue;
      this.#silentSince.delete(id);
      if (this.#lost.size < MOST) this.#lost.add(id);
      this.#known.delete(id);
      // Others that wait for its answer do not have it by that.
      for (const call of this.#calls) call.gaveUp(id);
    }
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
    this.#lost.clear();
    this.#silentSince.clear();
    for (const call of [...this.#calls]) call.close();
    this.#calls.clear();
  }

  /**
   * Waits for a word of each node.
   *
   * @param limit milliseconds after which the others count as silent.
   * @param done called once: when all have answered, or with those that did not.
   * @param left called for a node that says goodbye, whether it answered or not.
   */
  call(limit: number, done: (silent: readonly string[]) => void, left?: (id: string) => void): RollCall {
    const call = new RollCall(this, limit, done, left);
    this.#calls.add(call);
    return call;
  }

  /** Those that have not answered; `undefined` while more nodes may turn up. */
  missing(answered: ReadonlySet<string>): string[] | undefined {
    if (this.#introducing !== undefined) return undefined;
    return this.except(answered);
  }

  except(answered: ReadonlySet<string>): string[] {
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
  readonly #left: ((id: string) => void) | undefined;
  readonly #answered = new Set<string>();
  /** Nodes that are not known any longer, as they did not answer somebody else. */
  readonly #silent = new Set<string>();
  readonly #asked = performance.now();
  readonly #timer: NodeJS.Timeout;
  #over = false;

  constructor(
    nodes: Nodes,
    limit: number,
    done: (silent: readonly string[]) => void,
    left: ((id: string) => void) | undefined,
  ) {
    this.#nodes = nodes;
    this.#done = done;
    this.#left = left;
    this.#timer = setTimeout(() => this.#expire(), limit).unref();
  }

  answered(id: string): void {
    this.#answered.add(id);
    this.#silent.delete(id);
    this.check();
  }

  left(id: string): void {
    this.#silent.delete(id);
    this.#left?.(id);
    this.check();
  }

  gaveUp(id: string): void {
    if (!this.#over && !this.#answered.has(id)) this.#silent.add(id);
  }

  check(): void {
    if (this.#over || this.#silent.size > 0) return;
    if (this.#nodes.missing(this.#answered)?.length === 0) this.#finish([]);
  }

  /** Nobody will answer any longer. */
  close(): void {
    this.#silent.clear();
    this.check();
  }

  /** Nobody waits for answers any longer. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#nodes.forget(this);
  }

  #expire(): void {
    const silent = [...new Set([...this.#nodes.except(this.#answered), ...this.#silent])];
    this.#finish(silent);
    this.#nodes.silent(silent, this.#asked);
  }

  #finish(silent: readonly string[]): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#done(silent);
  }
}

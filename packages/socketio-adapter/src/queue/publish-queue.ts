import { handled } from '../quiet-rejection.js';
import { Backoff } from './backoff.js';
import { isUnsent } from './errors.js';
import type { Link } from './link.js';
import type { Counters } from './stats.js';

/** So many messages are handed over before the first of them is confirmed. */
const WINDOW = 1000;
/** Milliseconds after which a confirmation is not waited for any longer. */
const CONFIRMATION_LIMIT = 10_000;
const DONE: Promise<void> = Promise.resolve();

export interface PublishQueueLimits {
  readonly maxMessages: number;
  /** Of all waiting messages together, in UTF-16 units. */
  readonly maxLength: number;
  /** With no more than so many on their way, nobody needs to wait. */
  readonly unhurried: number;
}

/** A message on its way out. */
class Outgoing {
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

/**
 * Hands messages to the queue in order, several at a time while it can be reached. While it cannot, they wait, up to a
 * limit, and one of them probes after ever longer pauses.
 */
export class PublishQueue {
  readonly #publish: (message: string) => Promise<void>;
  readonly #limits: PublishQueueLimits;
  readonly #link: Link;
  readonly #counters: Counters;
  readonly #backoff = new Backoff();
  #closed = false;
  #waiting: Outgoing[] = [];
  #head = 0;
  #length = 0;
  readonly #inFlight = new Set<Outgoing>();
  /** Those that must go out again, once all that are in flight are settled. */
  #returned: Outgoing[] = [];
  #failing = false;
  #pause: NodeJS.Timeout | undefined;
  #watch: NodeJS.Timeout | undefined;
  #idle: (() => void) | undefined;

  constructor(publish: (message: string) => Promise<void>, limits: PublishQueueLimits, link: Link, counters: Counters) {
    this.#publish = publish;
    this.#limits = limits;
    this.#link = link;
    this.#counters = counters;
  }

  get size(): number {
    return this.#waiting.length - this.#head + this.#inFlight.size + this.#returned.length;
  }

  /**
   * @param confirm makes the promise wait for the queue and reject when it did not get the message. Otherwise it slows
   *   callers down to what the queue takes once they are ahead of it, and resolves at once while it cannot be reached.
   */
  push(message: string, confirm: boolean): Promise<void> {
    const refusal = this.#refusal(message);
    if (refusal !== undefined) {
      this.#counters.lost += 1;
      return confirm ? handled(Promise.reject(new Error(refusal))) : DONE;
    }
    const outgoing = new Outgoing(message, confirm);
    outgoing.waited = this.#failing;
    this.#waiting.push(outgoing);
    this.#length += message.length;
    this.#pump();
    if (outgoing.settled || (!confirm && (this.#failing || this.size <= this.#limits.unhurried))) return DONE;
    return handled(
      new Promise<void>((resolve, reject) => {
        outgoing.resolve = resolve;
        outgoing.reject = reject;
      }),
    );
  }

  /** The queue may be there again: tries at once instead of when the pause is over. */
  retry(): void {
    if (this.#pause === undefined) return;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#pump();
  }

  /** Waits until all is handed over, but not for a queue that cannot be reached, and not longer than `limit` milliseconds. */
  async close(limit: number): Promise<void> {
    if (this.size > 0 && !this.#failing) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
        timer = setTimeout(resolve, limit);
      });
      clearTimeout(timer);
    }
    this.#closed = true;
    clearTimeout(this.#pause);
    clearInterval(this.#watch);
    const error = new Error('the manager was closed before the message was published');
    for (const outgoing of [...this.#inFlight, ...this.#returned, ...this.#waiting.slice(this.#head)]) {
      this.#giveUp(outgoing, error);
    }
    this.#waiting = [];
    this.#returned = [];
    this.#inFlight.clear();
    this.#head = 0;
  }

  #refusal(message: string): string | undefined {
    if (this.#closed) return 'the manager is closed';
    if (this.size >= this.#limits.maxMessages) return `${this.size} messages wait already: this one was dropped`;
    if (this.#length + message.length > this.#limits.maxLength && this.size > 0) {
      return `messages of ${this.#length} characters wait already: this one was dropped`;
    }
    return undefined;
  }

  #pump(): void {
    // One alone finds out whether the queue is there again.
    const window = this.#failing ? 1 : WINDOW;
    if (this.#pause !== undefined || this.#returned.length > 0) return;
    while (this.#inFlight.size < window && this.#head < this.#waiting.length) {
      const outgoing = this.#waiting[this.#head] as Outgoing;
      this.#head += 1;
      this.#send(outgoing);
    }
    this.#compact();
    if (this.#inFlight.size > 0) this.#watch ??= setInterval(() => this.#findOverdue(), CONFIRMATION_LIMIT / 2).unref();
  }

  /** Forgets handed-over messages in bulk: shifting each would move all that are behind it. */
  #compact(): void {
    if (this.#head < 1024 && this.#head < this.#waiting.length) return;
    this.#waiting.splice(0, this.#head);
    this.#head = 0;
  }

  #send(outgoing: Outgoing): void {
    this.#inFlight.add(outgoing);
    outgoing.handedOver = Date.now();
    let published: Promise<void>;
    try {
      published = Promise.resolve(this.#publish(outgoing.message));
    } catch (error) {
      published = Promise.reject(error);
    }
    published.then(
      () => this.#succeeded(outgoing),
      (error: unknown) => this.#failed(outgoing, error),
    );
  }

  #succeeded(outgoing: Outgoing): void {
    if (!this.#inFlight.delete(outgoing)) return;
    this.#counters.published += 1;
    if (outgoing.waited) this.#counters.late += 1;
    this.#settle(outgoing);
    outgoing.resolve?.();
    // After a failure those that were under way say nothing about the link: the probe does.
    if (this.#failing && this.#pause === undefined && this.#returned.length === 0 && this.#inFlight.size === 0) {
      this.#failing = false;
      this.#backoff.reset();
      this.#link.up('publish');
    }
    this.#advance();
  }

  #failed(outgoing: Outgoing, error: unknown): void {
    if (!this.#inFlight.delete(outgoing)) return;
    if (isUnsent(error)) {
      outgoing.waited = true;
      this.#returned.push(outgoing);
      if (!outgoing.confirm) outgoing.resolve?.();
    } else this.#giveUp(outgoing, error);
    if (!this.#failing) this.#releaseCallers();
    this.#failing = true;
    this.#link.down('publish', error);
    this.#startPause();
    this.#advance();
  }

  #advance(): void {
    if (this.#inFlight.size === 0 && this.#returned.length > 0) {
      this.#waiting.splice(0, this.#head, ...this.#returned);
      this.#head = 0;
      this.#returned = [];
    }
    this.#pump();
    if (this.size === 0) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    }
    if (this.#idle !== undefined && (this.size === 0 || this.#failing)) this.#idle();
  }

  #startPause(): void {
    if (this.#pause !== undefined) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#pump();
    }, this.#backoff.next()).unref();
  }

  /** Nobody who did not ask for a confirmation waits for a queue that is away. */
  #releaseCallers(): void {
    for (let i = this.#head; i < this.#waiting.length; i++) {
      const outgoing = this.#waiting[i] as Outgoing;
      outgoing.waited = true;
      if (!outgoing.confirm) outgoing.resolve?.();
    }
  }

  #findOverdue(): void {
    const oldest = Date.now() - CONFIRMATION_LIMIT;
    for (const outgoing of this.#inFlight) {
      if (outgoing.handedOver > oldest) return;
      this.#failed(outgoing, new Error(`no confirmation within ${CONFIRMATION_LIMIT / 1000} s`));
    }
  }

  #giveUp(outgoing: Outgoing, error: unknown): void {
    this.#counters.lost += 1;
    this.#settle(outgoing);
    if (outgoing.confirm) outgoing.reject?.(error);
    else outgoing.resolve?.();
  }

  #settle(outgoing: Outgoing): void {
    outgoing.settled = true;
    this.#length -= outgoing.message.length;
  }
}

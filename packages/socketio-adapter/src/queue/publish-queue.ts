import { handled } from '../quiet-rejection.js';
import { Backoff } from './backoff.js';
import { isRefused, isUnsent } from './errors.js';
import type { Link } from './link.js';
import { Backlog, Outgoing } from './outgoing.js';
import type { Reunion } from './reunion.js';
import type { Counters } from './stats.js';

/** So many messages are handed over before the first of them is confirmed. */
const WINDOW = 1000;
/** Milliseconds after which a confirmation is not waited for any longer. */
const CONFIRMATION_LIMIT = 10_000;
const UNCONFIRMED = `no confirmation within ${CONFIRMATION_LIMIT / 1000} s`;
const DONE: Promise<void> = Promise.resolve();

export interface PublishQueueLimits {
  readonly maxMessages: number;
  /** Of all waiting messages together, in UTF-16 units. */
  readonly maxLength: number;
  /** With no more than so many on their way, nobody needs to wait. */
  readonly unhurried: number;
  /** Whether the process lives on while messages wait. */
  readonly keepsAlive: boolean;
}

export interface PublishQueueParts {
  readonly publish: (message: string) => Promise<void>;
  /** A message that changes nothing, to find out whether the queue takes any. */
  readonly probe: () => string;
  /** Knows when there is somebody again to hear what waited. */
  readonly reunion: Pick<Reunion, 'broken' | 'complete' | 'skip'>;
  readonly limits: PublishQueueLimits;
  readonly link: Link;
  readonly counters: Counters;
}

/**
 * Hands messages to the queue in order, several at a time while it can be reached. While it cannot, they wait, up to a
 * limit, until a probe gets through and those who should hear them are back.
 */
export class PublishQueue {
  readonly #parts: PublishQueueParts;
  readonly #backoff = new Backoff();
  readonly #stop = new AbortController();
  readonly #waiting = new Backlog();
  #length = 0;
  readonly #inFlight = new Set<Outgoing>();
  /** Those that must go out again, once all that are in flight are settled. */
  #returned: Outgoing[] = [];
  /** The link is broken: nothing is handed over. */
  #away = false;
  #brokeAgain = false;
  /** With it, what waited for the link has gone out. */
  #lastLate: Outgoing | undefined;
  #overflowing = false;
  #closing = false;
  #toldClosed = false;
  #watch: NodeJS.Timeout | undefined;
  #idle: (() => void) | undefined;

  constructor(parts: PublishQueueParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#waiting.size + this.#inFlight.size + this.#returned.length;
  }

  /** Whether messages are handed over at once. */
  get isOpen(): boolean {
    return !this.#away && !this.#closing;
  }

  /**
   * @param confirm makes the promise wait for the queue and reject when it did not get the message. Otherwise it slows
   *   callers down to what the queue takes once they are ahead of it, and resolves at once while it cannot be reached.
   */
  push(message: string, confirm: boolean): Promise<void> {
    const refusal = this.#refusal(message);
    if (refusal !== undefined) {
      this.#parts.counters.lost += 1;
      return confirm ? handled(Promise.reject(new Error(refusal))) : DONE;
    }
    const outgoing = new Outgoing(message, confirm);
    outgoing.waited = this.#away;
    this.#waiting.push(outgoing);
    this.#length += message.length;
    this.#keepWatch();
    this.#pump();
    if (outgoing.settled || (!confirm && (this.#away || this.size <= this.#parts.limits.unhurried))) return DONE;
    return handled(
      new Promise<void>((resolve, reject) => {
        outgoing.resolve = resolve;
        outgoing.reject = reject;
      }),
    );
  }

  /** Hands over a message of the servers among themselves, past all that wait. */
  announce(message: string): void {
    if (this.#stop.signal.aborted) return;
    this.#publish(message).catch((error: unknown) => {
      if (!isRefused(error)) this.interrupt(error);
    });
  }

  /** The link is broken, as was found out here or by who listens: all is held back until it is whole again. */
  interrupt(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#parts.link.down('publish', error);
    this.#lastLate = undefined;
    this.#parts.reunion.broken();
    this.#brokeAgain = true;
    if (this.#away) return;
    this.#away = true;
    this.#releaseCallers();
    void this.#recover();
  }

  /** The queue may be there again: tries at once instead of when the pause is over. Returns whether there was a pause. */
  retry(): boolean {
    return this.#backoff.cut();
  }

  /** Waits until all is handed over, but not longer than `limit` milliseconds. What is left then is lost. */
  async close(limit: number): Promise<void> {
    this.#closing = true;
    if (this.size > 0) await this.#flush(limit);
    this.#stop.abort();
    this.#parts.reunion.skip();
    clearInterval(this.#watch);
    const unsent = this.size;
    const error = new Error('the manager was closed before the message was published');
    for (const outgoing of [...this.#inFlight, ...this.#returned, ...this.#waiting]) {
      this.#giveUp(outgoing, error);
    }
    if (unsent > 0) this.#parts.link.closedWith(unsent);
    this.#waiting.clear();
    this.#returned = [];
    this.#inFlight.clear();
  }

  /** In a hurry: waits neither out its pauses nor for anybody to listen. */
  async #flush(limit: number): Promise<void> {
    this.#backoff.reset();
    this.#backoff.cut();
    this.#parts.reunion.skip();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
      timer = setTimeout(resolve, limit);
    });
    clearTimeout(timer);
  }

  #refusal(message: string): string | undefined {
    const { limits, link } = this.#parts;
    if (this.#stop.signal.aborted) {
      if (!this.#toldClosed) link.warn('closed already: what is emitted now does not leave this process');
      this.#toldClosed = true;
      return 'the manager is closed';
    }
    const tooMany = this.size >= limits.maxMessages;
    if (!tooMany && (this.#length + message.length <= limits.maxLength || this.size === 0)) return undefined;
    const what = tooMany ? `${this.size} messages` : `messages of ${this.#length} characters`;
    // An outage has its own lines.
    if (!this.#overflowing && !this.#away) {
      const option = tooMany ? 'maxQueuedMessages' : 'maxQueuedBytes';
      link.warn(`${what} wait already (${option}): others are dropped until it has caught up. Await what emit returns`);
    }
    this.#overflowing = true;
    return `${what} wait already: this one was dropped`;
  }

  /** Until the link is whole: a pause, a probe, and then as long as it takes others to be back. */
  async #recover(): Promise<void> {
    const { signal } = this.#stop;
    do {
      await this.#backoff.wait(signal);
      this.#brokeAgain = false;
      if (!signal.aborted && (await this.#probe()) && !this.#closing) await this.#parts.reunion.complete();
      if (signal.aborted) return;
    } while (this.#brokeAgain);
    this.#away = false;
    this.#backoff.reset();
    this.#lastLate = this.#waiting.last ?? this.#returned.at(-1);
    if (this.#lastLate === undefined) this.#parts.link.up('publish');
    this.#advance();
  }

  async #probe(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(UNCONFIRMED)), CONFIRMATION_LIMIT).unref();
    });
    try {
      await Promise.race([this.#publish(this.#parts.probe()), limit]);
    } catch (error) {
      if (isRefused(error)) return true;
      this.#parts.link.down('publish', error);
      this.#brokeAgain = true;
      return false;
    } finally {
      clearTimeout(timer);
    }
    return true;
  }

  #pump(): void {
    if (this.#away || this.#returned.length > 0) return;
    while (this.#inFlight.size < WINDOW && !this.#away) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#send(next);
    }
  }

  #send(outgoing: Outgoing): void {
    this.#inFlight.add(outgoing);
    outgoing.handedOver = Date.now();
    this.#publish(outgoing.message).then(
      () => this.#succeeded(outgoing),
      (error: unknown) => this.#failed(outgoing, error),
    );
  }

  #publish(message: string): Promise<void> {
    try {
      return Promise.resolve(this.#parts.publish(message));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #succeeded(outgoing: Outgoing): void {
    if (!this.#inFlight.delete(outgoing)) return;
    this.#parts.counters.published += 1;
    if (outgoing.waited) this.#parts.counters.late += 1;
    this.#settle(outgoing);
    outgoing.resolve?.();
    this.#advance();
  }

  #failed(outgoing: Outgoing, error: unknown): void {
    if (!this.#inFlight.delete(outgoing)) return;
    if (isRefused(error)) this.#parts.link.refused(error);
    else this.interrupt(error);
    if (isUnsent(error)) {
      outgoing.waited = true;
      this.#returned.push(outgoing);
      if (!outgoing.confirm) outgoing.resolve?.();
    } else this.#giveUp(outgoing, error);
    this.#advance();
  }

  #advance(): void {
    if (this.#inFlight.size === 0 && this.#returned.length > 0) {
      this.#waiting.putBack(this.#returned);
      this.#returned = [];
    }
    this.#pump();
    if (this.size > 0) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#overflowing = false;
    this.#idle?.();
  }

  /** Nobody who did not ask for a confirmation waits for a queue that is away. */
  #releaseCallers(): void {
    for (const outgoing of this.#waiting) {
      outgoing.waited = true;
      if (!outgoing.confirm) outgoing.resolve?.();
    }
  }

  #keepWatch(): void {
    if (this.#watch !== undefined) return;
    this.#watch = setInterval(() => this.#findOverdue(), CONFIRMATION_LIMIT / 2);
    if (!this.#parts.limits.keepsAlive) this.#watch.unref();
  }

  /** A connection that does not confirm the oldest confirms none. */
  #findOverdue(): void {
    const [oldest] = this.#inFlight;
    if (oldest === undefined || oldest.handedOver > Date.now() - CONFIRMATION_LIMIT) return;
    for (const outgoing of [...this.#inFlight]) this.#failed(outgoing, new Error(UNCONFIRMED));
  }

  #giveUp(outgoing: Outgoing, error: unknown): void {
    this.#parts.counters.lost += 1;
    this.#settle(outgoing);
    if (outgoing.confirm) outgoing.reject?.(error);
    else outgoing.resolve?.();
  }

  #settle(outgoing: Outgoing): void {
    outgoing.settled = true;
    this.#length -= outgoing.message.length;
    if (outgoing !== this.#lastLate) return;
    this.#lastLate = undefined;
    this.#parts.link.up('publish');
  }
}

import { Backoff } from './backoff.js';
import type { Link } from './link.js';

/** Milliseconds that an attempt to subscribe may take. */
const ATTEMPT_LIMIT = 30_000;

/** Where an adapter puts what it hears from the queue. All of it may be called at any time, and never throws. */
export interface Sink {
  /** A message arrived. */
  message(message: string | Uint8Array): void;
  /**
   * The connection is lost. The manager subscribes anew after a pause, with a new sink, until it is up again; for a client
   * that comes back by itself, call {@link Sink.up} when it has.
   */
  down(error: Error): void;
  /** It listens again, after {@link Sink.down}. Not needed after `subscribe`, whose promise says so. */
  up(): void;
}

export interface SubscriptionParts {
  /** Subscribes: see `PubSubManager.subscribe`. */
  subscribe(sink: Sink, signal: AbortSignal): Promise<void>;
  receive(message: string | Uint8Array): void;
  /** It listens (again). */
  up(): void;
  /** It does not listen any longer, or failed to begin: said once, not with every attempt. */
  down(error: unknown): void;
  readonly link: Link;
}

/** One attempt to listen, with its sink: what an attempt that is over still says counts for nothing. */
class Attempt implements Sink {
  readonly abort = new AbortController();
  readonly #receive: (message: string | Uint8Array) => void;
  #lost: ((error: Error | undefined) => void) | undefined;
  #recovered: (() => void) | undefined;
  #error: Error | undefined;

  constructor(receive: (message: string | Uint8Array) => void) {
    this.#receive = receive;
    this.abort.signal.addEventListener('abort', () => this.#lost?.(undefined));
  }

  message(message: string | Uint8Array): void {
    if (!this.abort.signal.aborted) this.#receive(message);
  }

  down(error: Error): void {
    this.#error ??= error;
    this.#lost?.(error);
  }

  up(): void {
    this.#error = undefined;
    this.#recovered?.();
  }

  /** Resolves when the connection is lost, with the error; with nothing when the attempt is aborted. */
  untilLost(): Promise<Error | undefined> {
    return new Promise((resolve) => {
      if (this.#error !== undefined || this.abort.signal.aborted) return resolve(this.#error);
      this.#lost = resolve;
    });
  }

  /** Resolves when the connection came back by itself; possibly never. */
  untilRecovered(): Promise<'recovered'> {
    return new Promise((resolve) => {
      this.#recovered = () => resolve('recovered');
      if (this.#error === undefined) this.#recovered();
    });
  }
}

/** Keeps listening: subscribes again, after ever longer pauses, whenever the connection is lost. */
export class Subscription {
  readonly #parts: SubscriptionParts;
  readonly #stop = new AbortController();
  readonly #backoff = new Backoff();
  #listening = false;
  #toldDown = false;
  #waiters: { resolve(): void; reject(error: unknown): void }[] = [];
  #ended: Promise<void> | undefined;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
  }

  get listening(): boolean {
    return this.#listening;
  }

  start(): void {
    this.#ended ??= this.#run();
  }

  /** Resolves once it listens; rejects when the next attempt fails, or the subscription is stopped. */
  ready(): Promise<void> {
    if (this.#listening) return Promise.resolve();
    if (this.#stop.signal.aborted) return Promise.reject(new Error('the manager is closed'));
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#listening = false;
    this.#settle(new Error('the manager is closed'));
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const attempt = new Attempt((message) => this.#parts.receive(message));
      const abort = () => attempt.abort.abort();
      signal.addEventListener('abort', abort, { once: true });
      let error: unknown;
      try {
        await this.#begin(attempt);
        do {
          this.#isListening();
          error = await attempt.untilLost();
        } while (error !== undefined && (await this.#cameBack(attempt, error)));
      } catch (failure) {
        error = failure;
        if (!signal.aborted) await this.#failed(failure);
      }
      signal.removeEventListener('abort', abort);
      attempt.abort.abort();
    }
  }

  /** Subscribes, but not for ever: a connection to nowhere may take minutes to fail. */
  async #begin(attempt: Attempt): Promise<void> {
    const { signal } = attempt.abort;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`not subscribed within ${ATTEMPT_LIMIT / 1000} s`)),
        ATTEMPT_LIMIT,
      ).unref();
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
    });
    try {
      await Promise.race([this.#parts.subscribe(attempt, signal), limit]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits before the next attempt, which is not needed when the connection comes back by itself meanwhile. */
  async #cameBack(attempt: Attempt, error: unknown): Promise<boolean> {
    const recovered = attempt.untilRecovered();
    return (await Promise.race([recovered, this.#failed(error)])) === 'recovered';
  }

  #failed(error: unknown): Promise<void> {
    this.#listening = false;
    this.#parts.link.down('listen', error);
    if (!this.#toldDown) this.#parts.down(error);
    this.#toldDown = true;
    this.#settle(error);
    return this.#backoff.wait(this.#stop.signal);
  }

  #isListening(): void {
    if (this.#stop.signal.aborted) return;
    this.#listening = true;
    this.#toldDown = false;
    this.#backoff.reset();
    this.#parts.link.up('listen');
    this.#settle(undefined);
    this.#parts.up();
  }

  #settle(error: unknown): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { resolve, reject } of waiters) {
      if (error === undefined) resolve();
      else reject(error);
    }
  }
}

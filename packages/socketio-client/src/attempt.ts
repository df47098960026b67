import { ConnectionError, ConnectionRefusedError } from '@x/socketio-parser';
import type { ConnectOptions } from './options.js';
import { after } from './timer.js';

/** A `connect()` under way: waits for the answers of its namespaces. */
export class Attempt {
  readonly done: Promise<void>;
  readonly #options: ConnectOptions;
  readonly #waiting: Set<string>;
  /** What the server said to those that it turned away. */
  readonly #refused = new Map<string, unknown>();
  #cancel: (() => void) | undefined;
  #settle!: (error?: Error) => void;

  constructor(namespaces: Iterable<string>, options: ConnectOptions) {
    this.#options = options;
    this.#waiting = new Set(namespaces);
    this.done = new Promise((resolve, reject) => {
      this.#settle = (error) => {
        this.#cancel?.();
        if (error) reject(error);
        else resolve();
      };
    });
  }

  /** The server is there; its answers are due. */
  reached(): void {
    if (!(this.#options.wait ?? true)) this.#settle();
    // A connection that is lost before the answers and found again gains no time, unless patience is asked for.
    else if (this.#options.retry || !this.#cancel) this.#next();
  }

  connected(namespace: string): void {
    if (this.#waiting.delete(namespace)) this.#next();
  }

  refused(namespace: string, data: unknown): void {
    this.#refused.set(namespace, data);
    this.connected(namespace);
  }

  /** The server cannot be reached; with `retry` that is not the end. */
  unreachable(error: Error | undefined): void {
    this.#cancel?.();
    if (!this.#options.retry) this.failed(error);
  }

  /** Nothing more will come. */
  failed(cause?: Error): void {
    this.#settle(new ConnectionError(cause?.message ?? 'given up', { cause }));
  }

  /** Waits for another answer, if one is due. */
  #next(): void {
    this.#cancel?.();
    if (this.#waiting.size === 0) this.#conclude();
    else this.#cancel = after(this.#options.waitTimeout ?? 1_000, () => this.#conclude());
  }

  #conclude(): void {
    const names = [...this.#refused.keys(), ...this.#waiting];
    const message = `One or more namespaces failed to connect: ${names.join(', ')}`;
    const [data] = this.#refused.values();
    if (this.#refused.size > 0) this.#settle(new ConnectionRefusedError(message, data));
    else this.#settle(names.length > 0 ? new ConnectionError(message) : undefined);
  }
}

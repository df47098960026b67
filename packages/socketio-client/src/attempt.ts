import { ConnectionError, ConnectionRefusedError } from '@x/socketio-parser';

export interface AttemptOptions {
  readonly wait?: boolean | undefined;
  readonly waitTimeout?: number | undefined;
  readonly retry?: boolean | undefined;
}

/** A `connect()` under way: waits for the answers of its namespaces. */
export class Attempt {
  readonly done: Promise<void>;
  readonly #options: AttemptOptions;
  readonly #waiting: Set<string>;
  /** What the server said to those that it turned away. */
  readonly #refused = new Map<string, unknown>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: () => void;
  #reject!: (error: Error) => void;

  constructor(namespaces: Iterable<string>, options: AttemptOptions) {
    this.#options = options;
    this.#waiting = new Set(namespaces);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The server is there; its answers are due. */
  reached(): void {
    if (this.#options.wait ?? true) this.#rearm();
    else this.#resolve();
  }

  connected(namespace: string): void {
    this.#answered(namespace);
  }

  refused(namespace: string, data: unknown): void {
    this.#refused.set(namespace, data);
    this.#answered(namespace);
  }

  unreachable(error: Error | undefined): void {
    clearTimeout(this.#timer);
    if (!this.#options.retry) {
      this.#reject(new ConnectionError(error?.message ?? 'Connection error', { cause: error }));
    }
  }

  /** Nothing more will come. */
  ended(): void {
    clearTimeout(this.#timer);
    this.#reject(new ConnectionError('given up'));
  }

  #answered(namespace: string): void {
    if (!this.#waiting.delete(namespace)) return;
    if (this.#waiting.size > 0) this.#rearm();
    else this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    const message = `One or more namespaces failed to connect: ${[...this.#refused.keys(), ...this.#waiting].join(', ')}`;
    if (this.#refused.size > 0) this.#reject(new ConnectionRefusedError(message, [...this.#refused.values()][0]));
    else if (this.#waiting.size > 0) this.#reject(new ConnectionError(message));
    else this.#resolve();
  }

  #rearm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), this.#options.waitTimeout ?? 1_000);
  }
}

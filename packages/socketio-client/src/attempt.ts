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
  readonly #refused: { namespace: string; data: unknown }[] = [];
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
    this.#refused.push({ namespace, data });
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
    this.#reject(new ConnectionError('The connection was given up'));
  }

  #answered(namespace: string): void {
    if (!this.#waiting.delete(namespace)) return;
    if (this.#waiting.size > 0) this.#rearm();
    else this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    const names = [...this.#refused.map(({ namespace }) => namespace), ...this.#waiting];
    const message = `One or more namespaces failed to connect: ${names.join(', ')}`;
    const [first] = this.#refused;
    if (names.length === 0) this.#resolve();
    else this.#reject(first ? new ConnectionRefusedError(message, first.data) : new ConnectionError(message));
  }

  #rearm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), this.#options.waitTimeout ?? 1_000);
  }
}

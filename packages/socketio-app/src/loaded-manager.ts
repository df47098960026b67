import { PubSubManager, type PubSubOptions, type Sink } from '@x/socketio-adapter';
import { SocketIOError } from '@x/socketio-server';

/** What an adapter for a queue brings; this package lends it its own rooms and clients. */
interface Queue {
  publish(message: string): Promise<void>;
  subscribe(sink: Sink, signal: AbortSignal): Promise<void>;
  connectPublisher(): Promise<void>;
  release(): Promise<void>;
}

/** A manager whose adapter is an optional package: loaded when it is named, and asked for its queue alone. */
export class LoadedManager extends PubSubManager {
  readonly #queue: Promise<Queue>;

  constructor(name: string, load: () => Promise<PubSubManager>, options: PubSubOptions) {
    super(options);
    this.#queue = load().then(
      (manager) => manager as unknown as Queue,
      (cause: unknown) => {
        const error = explained(name, cause);
        this.logger.error(error.message);
        throw error;
      },
    );
    this.#queue.catch(() => {});
  }

  /** Rejects when the adapter cannot be had. */
  async loaded(): Promise<void> {
    await this.#queue;
  }

  protected override async publish(message: string): Promise<void> {
    await (await this.#queue).publish(message);
  }

  protected override async subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    await (await this.#queue).subscribe(sink, signal);
  }

  protected override async connectPublisher(): Promise<void> {
    await (await this.#queue).connectPublisher();
  }

  protected override async release(): Promise<void> {
    const queue = await this.#queue.catch(() => undefined);
    await queue?.release();
  }
}

function explained(name: string, cause: unknown): Error {
  const { code, message } = cause as { code?: string; message?: string };
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  if (!isMissing || !message?.includes(name)) return cause instanceof Error ? cause : new Error(String(cause));
  return new SocketIOError('INVALID_ARGUMENT', `messageQueue needs the package ${name}: npm install ${name}`, {
    cause,
  });
}

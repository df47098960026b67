// An adapter for a queue of your own choice is a class with two methods. This one joins servers through NATS.

import { PubSubManager, type PubSubOptions, refuseUnknownOptions, type Sink, UnsentError } from '@x/socketio-adapter';
import { type ConnectionOptions, connect, type NatsConnection } from 'nats';

export interface NatsManagerOptions extends PubSubOptions {
  /** Options of the NATS client: credentials, TLS, timeouts. */
  readonly natsOptions?: ConnectionOptions | undefined;
}

/**
 * @example
 * new Server({ clientManager: new NatsManager('nats://localhost:4222') });
 */
export class NatsManager extends PubSubManager {
  readonly #connect: () => Promise<NatsConnection>;
  #publisher: Promise<NatsConnection> | undefined;

  constructor(url = 'nats://localhost:4222', options: NatsManagerOptions = {}) {
    refuseUnknownOptions('NatsManager', options, ['natsOptions']);
    super(options);
    // The manager connects again by itself, after ever longer pauses: a client lives as long as its connection.
    this.#connect = () => connect({ servers: url, reconnect: false, ...options.natsOptions });
  }

  protected override async publish(message: string): Promise<void> {
    let connection: NatsConnection;
    try {
      connection = await this.#connected();
    } catch (cause) {
      // Certainly not sent: the manager keeps the message and tries again.
      throw new UnsentError('NATS cannot be reached', { cause });
    }
    // NATS confirms nothing: what breaks with the connection is lost, as with every adapter.
    connection.publish(this.channel, message);
  }

  protected override async subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    const connection = await this.#connect();
    if (signal.aborted) return connection.close();
    signal.addEventListener('abort', () => void connection.close());
    connection.closed().then((error) => sink.down(error ?? new Error('NATS closed the connection')));
    connection.subscribe(this.channel, {
      callback: (error, message) => (error ? sink.down(error) : sink.message(message.data)),
    });
    await connection.flush();
  }

  protected override async connectPublisher(): Promise<void> {
    await this.#connected();
  }

  protected override async release(): Promise<void> {
    await this.#publisher?.then((connection) => connection.drain()).catch(() => {});
  }

  #connected(): Promise<NatsConnection> {
    this.#publisher ??= this.#connect().then(
      (connection) => {
        connection.closed().then(() => this.#forget());
        return connection;
      },
      (error) => {
        this.#forget();
        throw error;
      },
    );
    return this.#publisher;
  }

  #forget(): void {
    this.#publisher = undefined;
  }
}

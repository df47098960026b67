import {
  PubSubManager,
  type PubSubOptions,
  RefusedError,
  refuseUnknownOptions,
  type Sink,
  UnsentError,
} from '@x/socketio-adapter';
import type { Channel, ConfirmChannel, Options } from 'amqplib';
import {
  type AmqpConnection,
  type Borrowed,
  borrow,
  type ConnectionOptions,
  keepAlive,
  open,
  readUrl,
} from './connection.js';

/** Milliseconds that a queue outlives its server; python-socketio's queues do the same. */
const QUEUE_EXPIRES = 300_000;

export interface AmqpManagerOptions extends PubSubOptions {
  /** The second argument of `amqplib.connect`: TLS, timeout, client properties. @default { timeout: 10_000, keepAlive: true, noDelay: true } */
  readonly connectionOptions?: ConnectionOptions | undefined;
  /** Options of the exchange, which must be the same for all servers. @default { durable: false, autoDelete: false } */
  readonly exchangeOptions?: Options.AssertExchange | undefined;
  /** Options of this server's queue. @default { durable: false, exclusive: false, autoDelete: false, expires: 300_000 } */
  readonly queueOptions?: Options.AssertQueue | undefined;
  /** Properties of every message. @default { contentType: 'text/plain', contentEncoding: 'utf-8', persistent: true } */
  readonly publishOptions?: Options.Publish | undefined;
  /**
   * A ready-made connection of amqplib, or a function that makes one, in place of a URL. A connection stays yours; what
   * the function makes is closed with the manager. @default none
   */
  readonly connection?: AmqpConnection | (() => Promise<AmqpConnection>) | undefined;
}

const OPTION_BAGS = ['connectionOptions', 'exchangeOptions', 'queueOptions', 'publishOptions'] as const;

/** A channel in use, with what must be done when the use is over. */
interface Opened<C> {
  readonly channel: C;
  close(): Promise<void>;
}

/**
 * Joins servers through RabbitMQ, or whatever else speaks AMQP 0-9-1: a fanout exchange that is named as the channel, and
 * a queue per server.
 *
 * @example
 * new Server({ clientManager: new AmqpManager('amqp://localhost') });
 */
export class AmqpManager extends PubSubManager {
  readonly #connect: () => Promise<Borrowed>;
  readonly #isOwn: boolean;
  readonly #exchangeOptions: Options.AssertExchange;
  readonly #queueOptions: Options.AssertQueue;
  readonly #publishOptions: Options.Publish;
  #publisher: Promise<Opened<ConfirmChannel>> | undefined;
  #leaving: Promise<void> = Promise.resolve();

  /**
   * @param url `amqp://user:password@host:port/vhost`, or `amqps://` for TLS. `amqp://` alone is the broker of this
   *   machine, with its user `guest`.
   * @throws TypeError for a URL that is neither, and for a `connection` that is none.
   * @throws SocketIOError `INVALID_ARGUMENT` for an unknown option, or one of the wrong type.
   */
  constructor(url = 'amqp://guest:guest@localhost:5672//', options: AmqpManagerOptions = {}) {
    refuseUnknownOptions('AmqpManager', options, [...OPTION_BAGS, 'connection']);
    super(options);
    for (const name of OPTION_BAGS) {
      const given: unknown = options[name];
      if (given !== undefined && (typeof given !== 'object' || given === null)) {
        throw new TypeError(`The option "${name}" must be an object with options of amqplib`);
      }
    }
    const { connection, connectionOptions = {} } = options;
    if (connection === undefined) readUrl(url);
    else if (typeof connection !== 'function' && typeof connection?.createConfirmChannel !== 'function') {
      throw new TypeError('The option "connection" must be a connection of amqplib, or a function that makes one');
    }
    this.#isOwn = connection === undefined;
    this.#connect = connection === undefined ? () => open(url, connectionOptions) : () => borrow(connection);
    this.#exchangeOptions = { durable: false, autoDelete: false, ...options.exchangeOptions };
    this.#queueOptions = {
      durable: false,
      exclusive: false,
      autoDelete: false,
      expires: QUEUE_EXPIRES,
      ...options.queueOptions,
    };
    this.#publishOptions = {
      contentType: 'text/plain',
      contentEncoding: 'utf-8',
      persistent: true,
      ...options.publishOptions,
    };
  }

  protected override async publish(message: string): Promise<void> {
    const { channel } = await this.#openPublisher();
    await new Promise<void>((resolve, reject) => {
      try {
        channel.publish(this.channel, '', Buffer.from(message), this.#publishOptions, (error: unknown) => {
          if (error === null || error === undefined) resolve();
          else reject(error);
        });
      } catch (cause) {
        // Thrown at once, when nothing has been written: by a channel that is closed, or for options that are no good.
        const isClosed = (cause as Error).name === 'IllegalOperationError';
        if (isClosed) reject(new UnsentError('RabbitMQ: the channel is closed', { cause }));
        else reject(new RefusedError(`RabbitMQ: amqplib cannot send it: ${(cause as Error).message}`, { cause }));
      }
    });
  }

  protected override async subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    const opened = await this.#open(
      (connection) => connection.createChannel(),
      (error) => sink.down(error),
    );
    const { channel } = opened;
    // A queue that nobody reads would fill up until it expires.
    const leave = async (queue?: string) => {
      try {
        if (queue !== undefined) await channel.deleteQueue(queue);
      } catch {
        // The connection is gone; the queue will expire.
      }
      await opened.close();
    };
    let queue: string | undefined;
    try {
      ({ queue } = await channel.assertQueue('', this.#queueOptions));
      await channel.bindQueue(queue, this.channel, '');
      const receive = (message: { readonly content: Buffer } | null) => {
        if (message === null) sink.down(new Error('RabbitMQ cancelled the consumer: its queue was deleted'));
        else sink.message(message.content);
      };
      await channel.consume(queue, receive, { noAck: true });
      signal.throwIfAborted();
    } catch (error) {
      await leave(queue);
      throw error;
    }
    signal.addEventListener('abort', () => {
      this.#leaving = leave(queue);
    });
  }

  protected override async connectPublisher(): Promise<void> {
    await this.#openPublisher();
  }

  protected override async release(): Promise<void> {
    const publisher = this.#publisher;
    this.#publisher = undefined;
    const closed = publisher?.then(({ channel, close }) => {
      if (this.#isOwn) keepAlive(channel, true);
      return close();
    });
    await Promise.all([closed?.catch(() => {}), this.#leaving]);
  }

  #openPublisher(): Promise<Opened<ConfirmChannel>> {
    if (this.#publisher !== undefined) return this.#publisher;
    const forget = () => {
      if (this.#publisher === opening) this.#publisher = undefined;
    };
    const opening = this.#open((connection) => connection.createConfirmChannel(), forget).catch((cause: unknown) => {
      forget();
      throw new UnsentError(`RabbitMQ: ${(cause as Error).message}`, { cause });
    });
    this.#publisher = opening;
    // A worker that forgets to close ends with its last message; the manager keeps it alive until then.
    if (this.writeOnly && this.#isOwn) opening.then(({ channel }) => keepAlive(channel, false)).catch(() => {});
    return opening;
  }

  /** A channel on a connection of its own, with the exchange in place. */
  async #open<C extends Channel>(
    create: (connection: AmqpConnection) => Promise<C>,
    lost: (error: Error) => void,
  ): Promise<Opened<C>> {
    const { connection, release } = await this.#connect();
    try {
      const channel = await create(connection);
      let reason: Error | undefined;
      channel.on('error', (error: Error) => {
        reason = error;
      });
      channel.on('close', () => lost(reason ?? new Error('RabbitMQ closed the connection')));
      await channel.assertExchange(this.channel, 'fanout', this.#exchangeOptions);
      const close = async () => {
        try {
          await channel.close();
        } catch {
          // It was closed already.
        }
        await release();
      };
      return { channel, close };
    } catch (error) {
      await release();
      throw error;
    }
  }
}

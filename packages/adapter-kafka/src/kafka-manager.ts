import { PubSubManager, type PubSubOptions, refuseUnknownOptions, type Sink } from '@x/socketio-adapter';
import {
  type Admin,
  type Batch,
  type Consumer,
  type Kafka,
  type KafkaConfig,
  Partitioners,
  type Producer,
} from 'kafkajs';
import { Batches } from './batches.js';
import { makeClient } from './client.js';
import { Positions } from './positions.js';

export interface KafkaManagerOptions extends PubSubOptions {
  /**
   * Options of kafkajs for the client that this manager makes: `ssl`, `sasl`, timeouts. They win over the URL's
   * brokers.
   *
   * @default none
   */
  readonly kafkaOptions?: Partial<KafkaConfig> | undefined;
  /** A ready-made client of kafkajs, in place of a URL. @default none */
  readonly kafka?: Kafka | undefined;
  /** Create the topic, with one partition, when it is not there and the broker allows it. @default true */
  readonly createTopic?: boolean | undefined;
}

/** Milliseconds that the broker may hold a fetch back when there is nothing to read: closing waits for the one under way. */
const LONGEST_FETCH = 1000;
/** Milliseconds in which a broker has to let a consumer join. */
const PATIENCE = 10_000;

/**
 * Joins servers through Apache Kafka: a topic that is named as the channel, which every server reads from its end on, in
 * a consumer group of its own.
 *
 * @example
 * new Server({ clientManager: new KafkaManager('kafka://localhost:9092') });
 */
export class KafkaManager extends PubSubManager {
  readonly #kafka: Kafka;
  readonly #createTopic: boolean;
  readonly #batches: Batches;
  #producer: Promise<Producer> | undefined;
  readonly #positions = new Positions();
  #subscriptions = 0;
  #leaving: Promise<void> = Promise.resolve();

  /**
   * @param url `kafka://host:port`, or a list of them. `kafka://` alone is the broker of this machine.
   * @throws TypeError for a URL of another form, and for a `kafka` that is no client of kafkajs.
   * @throws SocketIOError `INVALID_ARGUMENT` for an unknown option, or one of the wrong type.
   */
  constructor(url: string | readonly string[] = 'kafka://localhost:9092', options: KafkaManagerOptions = {}) {
    refuseUnknownOptions('KafkaManager', options, ['kafkaOptions', 'kafka', 'createTopic']);
    super(options);
    checkOptions(options);
    this.#kafka = options.kafka ?? makeClient(url, options.kafkaOptions ?? {}, () => this.logger);
    this.#createTopic = options.createTopic ?? true;
    this.#batches = new Batches(this.channel, () => this.#connectedProducer());
  }

  protected override publish(message: string): Promise<void> {
    return this.#batches.add(message);
  }

  protected override subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    const subscribing = this.#listen(sink, signal);
    // Whatever it still opens it closes itself, when it finds that nobody wants it any longer.
    this.#leaving = subscribing.catch(() => {});
    return subscribing;
  }

  async #listen(sink: Sink, signal: AbortSignal): Promise<void> {
    const groupId = this.#nextGroup();
    this.#positions.expire();
    for (const { partition, low, high } of await this.#findEnds()) this.#positions.begin(partition, low, high);
    signal.throwIfAborted();
    const patience = Date.now() + PATIENCE;
    let hasJoined = false;
    const consumer = this.#kafka.consumer({
      groupId,
      allowAutoTopicCreation: this.#createTopic,
      maxWaitTimeInMs: LONGEST_FETCH,
      // A broker that has just started has no coordinator for groups yet, or one that is still loading, at which kafkajs
      // gives up at once. Once joined, the next attempt is made by who noticed the outage.
      retry: {
        retries: 5,
        initialRetryTime: 100,
        restartOnFailure: () => Promise.resolve(!hasJoined && !signal.aborted && Date.now() < patience),
      },
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) sink.down(payload.error);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topic: this.channel, fromBeginning: false });
      const joined = new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.GROUP_JOIN, () => {
          hasJoined = true;
          resolve();
        });
        // `run` resolves even if the consumer gave up before it joined.
        consumer.on(consumer.events.CRASH, ({ payload }) => {
          if (!payload.restart) reject(payload.error);
        });
        signal.addEventListener('abort', () => resolve());
      });
      joined.catch(() => {});
      await consumer.run({
        autoCommit: false,
        eachBatch: ({ batch }) => {
          if (!signal.aborted) this.#read(consumer, batch, sink);
          return Promise.resolve();
        },
      });
      await joined;
      signal.throwIfAborted();
      // "The end" is otherwise wherever the topic ends when the first fetch gets there, a little later.
      for (const [partition, offset] of this.#positions) consumer.seek({ topic: this.channel, partition, offset });
    } catch (error) {
      await this.#leave(consumer, groupId);
      throw error;
    }
    signal.addEventListener('abort', () => {
      this.#leaving = this.#leave(consumer, groupId);
    });
  }

  #read(consumer: Consumer, { partition, messages }: Batch, sink: Sink): void {
    const [first] = messages;
    const skipped = first === undefined ? undefined : this.#positions.skippedBy(partition, first.offset);
    if (skipped !== undefined) {
      consumer.seek({ topic: this.channel, partition, offset: skipped });
      return;
    }
    for (const { offset, value } of messages) {
      if (this.#positions.advance(partition, offset) && value !== null) sink.message(value);
    }
  }

  protected override async connectPublisher(): Promise<void> {
    await this.#connectedProducer();
  }

  protected override async release(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await Promise.all([producer?.then((connected) => connected.disconnect()).catch(() => {}), this.#leaving]);
  }

  /** A group that lost its connection keeps its member for a while, for which a newcomer would have to wait. */
  #nextGroup(): string {
    this.#subscriptions += 1;
    const suffix = this.#subscriptions === 1 ? '' : `-${this.#subscriptions}`;
    return `socketio-${this.hostId}${suffix}`;
  }

  /** Where the topic begins and ends now. */
  #findEnds(): Promise<{ partition: number; low: string; high: string }[]> {
    return this.#administer((admin) => admin.fetchTopicOffsets(this.channel));
  }

  /** Does something with the topic, which is made first when there is none yet. */
  async #administer<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      if (this.#createTopic) {
        const topics = [{ topic: this.channel, numPartitions: 1 }];
        // Where creating is not allowed somebody else has created it, or the next request tells.
        await admin.createTopics({ topics, waitForLeaders: true }).catch(() => false);
      }
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Nothing is left on the broker, where it can be reached. */
  async #leave(consumer: Consumer, groupId: string): Promise<void> {
    const admin = this.#kafka.admin({ retry: { retries: 0 } });
    try {
      await consumer.disconnect();
      await admin.connect();
      await admin.deleteGroups([groupId]);
    } catch {
      // A group without members and offsets vanishes by itself.
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }

  #connectedProducer(): Promise<Producer> {
    if (this.#producer !== undefined) return this.#producer;
    const producer = this.#kafka.producer({
      allowAutoTopicCreation: this.#createTopic,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 0 },
    });
    const connecting = this.#administer(async () => {
      await producer.connect();
      return producer;
    });
    connecting.catch(() => {
      if (this.#producer === connecting) this.#producer = undefined;
    });
    this.#producer = connecting;
    return connecting;
  }
}

function checkOptions({ kafka, kafkaOptions, createTopic }: KafkaManagerOptions): void {
  if (kafka !== undefined && (typeof kafka?.producer !== 'function' || typeof kafka.consumer !== 'function')) {
    throw new TypeError('The option "kafka" must be a client of kafkajs');
  }
  if (kafkaOptions !== undefined && (typeof kafkaOptions !== 'object' || kafkaOptions === null)) {
    throw new TypeError('The option "kafkaOptions" must be an object with options of kafkajs');
  }
  if (createTopic !== undefined && typeof createTopic !== 'boolean') {
    throw new TypeError('The option "createTopic" must be true or false');
  }
}

import {
  PubSubManager,
  type PubSubOptions,
  RefusedError,
  refuseUnknownOptions,
  type Sink,
  UnsentError,
} from '@x/socketio-adapter';
import type { RedisOptions } from 'ioredis';
import {
  type ClientFactory,
  clientsFor,
  connect,
  duplicatesOf,
  isClient,
  isReply,
  isUnwritten,
  type RedisClient,
  unref,
  whenReady,
} from './clients.js';

/** Replies of a Redis that will take the message later: it starts, is a replica, or its cluster is being changed. */
const NOT_NOW = /^(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS)\b/;

export interface RedisManagerOptions extends PubSubOptions {
  /** Options of ioredis for the connections that this manager makes; they win over the URL's. @default none */
  readonly redisOptions?: RedisOptions | undefined;
  /**
   * A ready-made ioredis client (`Redis` or `Cluster`) to publish with, in place of a URL. Listening takes a duplicate of
   * it. It stays yours: `close()` does not end it. @default none
   */
  readonly redis?: RedisClient | undefined;
}

/**
 * Joins servers through Redis, Valkey, or whatever else speaks its publish and subscribe.
 *
 * @example
 * new Server({ clientManager: new RedisManager('redis://localhost:6379') });
 */
export class RedisManager extends PubSubManager {
  readonly #make: ClientFactory;
  readonly #given: RedisClient | undefined;
  #opening: Promise<void> | undefined;
  #publisher: { readonly client: RedisClient; readonly connected: Promise<void> } | undefined;

  /**
   * @param url `redis://`, `rediss://`, `unix://`, `redis+sentinel://`, or the same with `valkey`; a list of URLs names
   *   nodes of a Redis Cluster. `redis://` alone is the Redis of this machine.
   * @throws TypeError for a URL that is none of these, and for a `redis` that is no client of ioredis.
   * @throws SocketIOError `INVALID_ARGUMENT` for an unknown option, or one of the wrong type.
   */
  constructor(url: string | readonly string[] = 'redis://localhost:6379/0', options: RedisManagerOptions = {}) {
    refuseUnknownOptions('RedisManager', options, ['redisOptions', 'redis']);
    super(options);
    if (options.redis !== undefined && !isClient(options.redis)) {
      throw new TypeError('The option "redis" must be a client of ioredis (Redis or Cluster)');
    }
    if (
      options.redisOptions !== undefined &&
      (typeof options.redisOptions !== 'object' || options.redisOptions === null)
    ) {
      throw new TypeError('The option "redisOptions" must be an object with options of ioredis');
    }
    this.#given = options.redis;
    this.#make =
      options.redis === undefined
        ? clientsFor(url, this.channel, options.redisOptions ?? {})
        : duplicatesOf(options.redis);
  }

  protected override async publish(message: string): Promise<void> {
    let client: RedisClient;
    try {
      client = await this.#connectedPublisher();
    } catch (cause) {
      throw new UnsentError(`Redis: ${(cause as Error).message}`, { cause });
    }
    if (client.status !== 'ready') throw new UnsentError(`Redis: the connection is ${client.status}`);
    try {
      await client.publish(this.channel, message);
    } catch (cause) {
      const { message: why } = cause as Error;
      if (isUnwritten(cause)) throw new UnsentError('Redis: not connected', { cause });
      if (!isReply(cause)) throw cause;
      throw NOT_NOW.test(why)
        ? new UnsentError(`Redis: ${why}`, { cause })
        : new RefusedError(`Redis: ${why}`, { cause });
    }
  }

  protected override async subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    const client = this.#make();
    signal.addEventListener('abort', () => client.disconnect());
    client.on('message', (channel: string, message: string) => {
      if (channel === this.channel) sink.message(message);
    });
    await connect(client, (error) => sink.down(error));
    try {
      await client.subscribe(this.channel);
    } catch (cause) {
      if (isUnwritten(cause)) throw new Error('Redis: not connected', { cause });
      throw isReply(cause) ? new RefusedError(`Redis: ${(cause as Error).message}`, { cause }) : cause;
    }
  }

  protected override async connectPublisher(): Promise<void> {
    await this.#connectedPublisher();
  }

  protected override async release(): Promise<void> {
    const publisher = this.#publisher;
    this.#publisher = undefined;
    publisher?.client.disconnect();
    await publisher?.connected.catch(() => {});
  }

  async #connectedPublisher(): Promise<RedisClient> {
    if (this.#given !== undefined) {
      this.#opening ??= whenReady(this.#given).finally(() => {
        this.#opening = undefined;
      });
      await this.#opening;
      return this.#given;
    }
    this.#publisher ??= this.#connectPublisher();
    const { client, connected } = this.#publisher;
    await connected;
    return client;
  }

  #connectPublisher() {
    const client = this.#make();
    const forget = () => {
      if (this.#publisher?.client === client) this.#publisher = undefined;
    };
    const connected = connect(client, forget).then(() => {
      // A worker that forgets to close ends with its last message; the manager keeps it alive until then.
      if (this.writeOnly) unref(client);
    });
    connected.catch(forget);
    return { client, connected };
  }
}

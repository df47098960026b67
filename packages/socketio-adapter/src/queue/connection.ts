import type { Logger } from '../logger.js';
import { Introductions } from './introductions.js';
import { Link } from './link.js';
import { type NodeState, type QueueMessage, writeMessage } from './messages.js';
import { Nodes } from './nodes.js';
import type { ResolvedPubSubOptions } from './options.js';
import { PublishQueue } from './publish-queue.js';
import { Reunion } from './reunion.js';
import { Counters, type QueueStats } from './stats.js';
import { type Sink, Subscription } from './subscription.js';

/** Milliseconds that `close` tries to publish what waits. */
const FLUSH_LIMIT = 5000;
/** A server may be so many messages ahead of the queue before it is slowed down. */
const UNHURRIED = 256;

export interface ConnectionParts {
  readonly hostId: string;
  readonly settings: ResolvedPubSubOptions;
  logger(): Logger;
  publish(message: string): Promise<void>;
  subscribe(sink: Sink, signal: AbortSignal): Promise<void>;
  receive(message: string | Uint8Array): void;
}

/** Both directions between a manager and its queue, and who else is there. */
export class QueueConnection {
  readonly counters = new Counters();
  readonly nodes = new Nodes(() => this.#link.isUp);
  readonly #parts: ConnectionParts;
  readonly #link: Link;
  readonly #outbox: PublishQueue;
  readonly #subscription: Subscription;
  readonly #reunion = new Reunion(this.nodes);
  readonly #introductions = new Introductions(() => {
    // What a connection that counts as lost still hears says nothing.
    if (this.listening) this.#announce('here');
  });
  #listens = false;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const { channel, writeOnly, maxQueuedMessages, maxQueuedBytes } = parts.settings;
    this.#link = new Link(`Queue "${channel}"`, () => parts.logger(), this.counters, !writeOnly);
    this.#outbox = new PublishQueue({
      publish: (message) => parts.publish(message),
      // Others wait for those who say that they listen, so it must be true.
      probe: () => this.#state(this.listening ? 'hello' : 'probe'),
      reunion: this.#reunion,
      limits: {
        maxMessages: maxQueuedMessages,
        maxLength: maxQueuedBytes,
        // A worker may end after its last emit, so its promises mean what they say; a server has no time for a round trip.
        unhurried: writeOnly ? 0 : UNHURRIED,
        keepsAlive: writeOnly,
      },
      link: this.#link,
      counters: this.counters,
    });
    this.#subscription = new Subscription({
      subscribe: (sink, signal) => parts.subscribe(sink, signal),
      receive: (message) => parts.receive(message),
      up: () => this.#connected(),
      down: (error) => this.#disconnected(error),
      link: this.#link,
    });
  }

  get listening(): boolean {
    return this.#subscription.listening;
  }

  get stats(): QueueStats {
    const { outages, published, late, lost, received, refused } = this.counters;
    const connected = this.#link.isUp && (!this.#listens || this.listening);
    const [nodes, waiting] = [this.nodes.size, this.#outbox.size];
    return { connected, outages, nodes, waiting, published, late, lost, received, refused };
  }

  /** Begins to listen. Publishing needs no beginning. */
  listen(): void {
    this.#listens = true;
    this.#subscription.start();
  }

  /** Resolves once it listens; rejects when the next attempt fails. */
  ready(): Promise<void> {
    return this.#subscription.ready();
  }

  /** Throws for what cannot be sent. */
  write(message: QueueMessage): string {
    return writeMessage(message, this.#parts.settings);
  }

  /** Publishes a message that was written; see {@link PublishQueue.push}. */
  send(text: string, confirm = false): Promise<void> {
    return this.#outbox.push(text, confirm);
  }

  /** Another server tells how it is. */
  introduced(node: string, state: NodeState): void {
    if (state === 'probe') return;
    if (state === 'bye') this.nodes.gone(node);
    else this.nodes.seen(node);
    this.#reunion.accountedFor(node);
    if (state === 'hello') this.#introductions.asked();
  }

  /** Publishes what waits, if that can be done soon, and stops listening. */
  async close(): Promise<void> {
    if (this.listening && this.#outbox.isOpen) void this.send(this.#state('bye'));
    await this.#outbox.close(FLUSH_LIMIT);
    this.#introductions.close();
    await this.#subscription.stop();
  }

  #connected(): void {
    this.nodes.connected();
    this.#reunion.listening = true;
    // A probe introduces this server as well.
    if (!this.#outbox.retry()) this.#announce('hello');
  }

  #disconnected(error: unknown): void {
    this.#reunion.listening = false;
    this.#outbox.interrupt(error);
  }

  #announce(state: NodeState): void {
    this.#outbox.announce(this.#state(state));
  }

  #state(state: NodeState): string {
    return this.write({ method: 'x-node', hostId: this.#parts.hostId, state });
  }
}

import { randomBytes } from 'node:crypto';
import { SocketIOError } from '@x/socketio-parser';
import type { AckRequest, RequestListener } from '../ack-request.js';
import { DEFAULT_ACK_TIMEOUT, DEFAULT_NAMESPACE, DONE } from '../defaults.js';
import { ERRORS_ONLY, type Logger } from '../logger.js';
import { Manager } from '../manager.js';
import type { ClientFilter, EmitOptions, NamespaceOptions, OneOrMany } from '../options.js';
import { handled } from '../quiet-rejection.js';
import type { ClientDetails } from '../recipient.js';
import { ClusterRequest } from './cluster-request.js';
import { emitMessage, selectionOf } from './compose.js';
import { QueueConnection } from './connection.js';
import { Fetching } from './fetching.js';
import { Inbox, type LocalManager } from './inbox.js';
import type { QueueMessage, RoomsMessage } from './messages.js';
import { type PubSubOptions, type ResolvedPubSubOptions, resolvePubSubOptions } from './options.js';
import { LONGEST_TIMEOUT } from './read-message.js';
import type { QueueStats } from './stats.js';
import type { Sink } from './subscription.js';

/**
 * A manager whose servers are one: whatever it does it does for its own clients first, then it tells the others through a
 * queue. An adapter for a queue extends it with two methods, {@link publish} and {@link subscribe}.
 *
 * Its messages are those of python-socketio 5.14 and later, so servers of both kinds make one cluster.
 */
export abstract class PubSubManager extends Manager {
  /** Tells this server from the others on the channel: 32 hexadecimal digits, new in every process. */
  readonly hostId = randomBytes(16).toString('hex');
  protected readonly settings: ResolvedPubSubOptions;
  readonly #connection: QueueConnection;
  readonly #inbox: Inbox;
  readonly #fetching = new Fetching();
  readonly #requests = new Map<number, ClusterRequest>();
  #lastRequest = 0;
  #initialized = false;
  #closing: Promise<void> | undefined;

  constructor(options: PubSubOptions = {}) {
    super();
    this.settings = resolvePubSubOptions(options);
    const { hostId, settings } = this;
    const logger = () => this.logger;
    this.#connection = new QueueConnection({
      hostId,
      settings,
      logger,
      publish: (message) => this.publish(message),
      subscribe: (sink, signal) => this.subscribe(sink, signal),
      receive: (message) => this.#inbox.receive(message),
    });
    this.#inbox = new Inbox({
      hostId,
      settings,
      connection: this.#connection,
      fetching: this.#fetching,
      requests: this.#requests,
      local: this.#local(),
      logger,
      serverEvent: (event, args) => this.host?.serverEvent(event, args),
    });
  }

  /** The name that servers of one cluster share. */
  get channel(): string {
    return this.settings.channel;
  }

  get writeOnly(): boolean {
    return this.settings.writeOnly;
  }

  /** What was published, received, late and lost so far. */
  get stats(): QueueStats {
    return this.#connection.stats;
  }

  protected get logger(): Logger {
    return this.settings.logger ?? this.host?.logger ?? ERRORS_ONLY;
  }

  /**
   * Hands one message to the queue, which brings it to every server on the channel.
   *
   * Called again before the last promise is settled; messages must keep the order of the calls. Connect here if there is
   * no connection yet, and do not wait for one for ever.
   *
   * @returns a promise that resolves when the queue has the message. It rejects with an `UnsentError` when the message
   *   certainly did not get there: it is kept, and tried again after a pause. It rejects with a `RefusedError` when the
   *   queue can be reached and does not take the message. After any other error the message is given up, and the
   *   connection counts as broken.
   */
  protected abstract publish(message: string): Promise<void>;

  /**
   * Listens to the channel, and hands every message to the sink, those of this server too.
   *
   * @param signal aborted when this subscription is over: stop listening then, and let go of its connection.
   * @returns a promise that resolves once it listens, and rejects when it cannot; it is called again after a pause, as it
   *   is after `sink.down(error)`.
   */
  protected abstract subscribe(sink: Sink, signal: AbortSignal): Promise<void>;

  /** Makes the connection that {@link publish} needs, for {@link ready} of a manager that only writes. */
  protected connectPublisher(): Promise<void> {
    return DONE;
  }

  /** Lets go of what {@link publish} needs. Called once, when all is published and nothing is listened to any longer. */
  protected release(): Promise<void> {
    return DONE;
  }

  override initialize(): void {
    super.initialize();
    this.#initialized = !this.writeOnly;
    if (this.#initialized) this.#connection.listen();
  }

  /**
   * Resolves when the queue can be reached: it listens, or, if it only emits, it can publish.
   *
   * Nobody needs to wait for it: without, everything works for the clients of this process, and for all as soon as the
   * queue is there.
   *
   * @throws what the adapter says when the attempt under way fails. Attempts go on nevertheless.
   */
  ready(): Promise<void> {
    if (this.#closing !== undefined) return handled(Promise.reject(new Error('The manager is closed')));
    return handled(this.#initialized ? this.#connection.ready() : this.connectPublisher());
  }

  /**
   * Publishes what waits, trying for up to five seconds when the queue is away, and lets go of all connections. What could
   * not be published is said in the log. Safe to call twice.
   */
  override close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#connection.close();
    for (const request of [...this.#requests.values()]) request.giveUp();
    this.#connection.nodes.close();
    await this.release();
    await super.close();
  }

  /**
   * Emits an event to a client, to rooms or to a namespace, on all servers.
   *
   * The promise of a worker (`writeOnly`) resolves when the queue has the message; that of a server at once, unless the
   * server is far ahead of the queue. For a queue that cannot be reached neither waits: the message is kept. It rejects for
   * data that cannot be sent or is more than `maxMessageBytes`, and with `confirm: true` also when the queue did not get
   * it; nobody needs to catch that.
   */
  override emit(event: string, data?: unknown, options?: EmitOptions): Promise<void> {
    return super.emit(event, data, options);
  }

  override broadcast(namespace: string, event: string, args: readonly unknown[], options: EmitOptions): Promise<void> {
    if (options.ignoreQueue === true) return super.broadcast(namespace, event, args, options);
    // What others would refuse must not reach the own clients alone.
    const text = this.#connection.write(emitMessage({ hostId: this.hostId, namespace, event, args, options }));
    void super.broadcast(namespace, event, args, options);
    return this.#connection.send(text, options.confirm);
  }

  override request(
    namespace: string,
    event: string,
    args: readonly unknown[],
    options: EmitOptions,
    listener: RequestListener,
  ): AckRequest {
    if (options.ignoreQueue === true) return super.request(namespace, event, args, options, listener);
    if (this.host === undefined || this.writeOnly) {
      throw new SocketIOError(
        'INVALID_ARGUMENT',
        'Acknowledgements reach servers only: a manager that is not the clientManager of a server cannot ask for them',
      );
    }
    this.#lastRequest += 1;
    const id = this.#lastRequest;
    const request = new ClusterRequest(listener, () => this.#requests.delete(id));
    const timeout = options.timeout ?? DEFAULT_ACK_TIMEOUT;
    const extension = {
      timeout: Number.isFinite(timeout) ? Math.min(Math.max(0, Math.ceil(timeout)), LONGEST_TIMEOUT) : 0,
      count: ClusterRequest.needsCount(listener) || undefined,
    };
    const text = this.#connection.write(
      emitMessage({ hostId: this.hostId, namespace, event, args, options, id, extension }),
    );
    this.#requests.set(id, request);
    try {
      // Time is kept once, for all servers together.
      const local = super.request(namespace, event, args, { ...options, timeout: Infinity }, request.forLocal);
      void this.#connection.send(text);
      request.begin(local, this.#connection.nodes, timeout);
    } catch (error) {
      request.cancel();
      throw error;
    }
    return request;
  }

  override disconnect(
    sid: string,
    options: NamespaceOptions & { readonly ignoreQueue?: boolean | undefined } = {},
  ): Promise<void> {
    const { namespace = DEFAULT_NAMESPACE, ignoreQueue } = options;
    if (ignoreQueue === true || this.find(sid, namespace) !== undefined) return super.disconnect(sid, options);
    return this.#send({ method: 'disconnect', hostId: this.hostId, sid, namespace });
  }

  override enterRoom(sid: string, room: string, options: NamespaceOptions = {}): Promise<void> {
    const { namespace = DEFAULT_NAMESPACE } = options;
    if (this.find(sid, namespace) !== undefined) return super.enterRoom(sid, room, options);
    return this.#send({ method: 'enter_room', hostId: this.hostId, sid, room, namespace });
  }

  override leaveRoom(sid: string, room: string, options: NamespaceOptions = {}): Promise<void> {
    const { namespace = DEFAULT_NAMESPACE } = options;
    if (this.find(sid, namespace) !== undefined) return super.leaveRoom(sid, room, options);
    return this.#send({ method: 'leave_room', hostId: this.hostId, sid, room, namespace });
  }

  override closeRoom(room: string, options: NamespaceOptions = {}): Promise<void> {
    void super.closeRoom(room, options);
    return this.#send({
      method: 'close_room',
      hostId: this.hostId,
      room,
      namespace: options.namespace ?? DEFAULT_NAMESPACE,
    });
  }

  /**
   * Describes the clients that the filter names, on all servers of this project; Python's cannot be asked. Servers that
   * do not answer in time are left out, with a warning in the log.
   */
  override async fetchClients(filter: ClientFilter = {}): Promise<ClientDetails[]> {
    const found = await super.fetchClients(filter);
    if (filter.local === true || !this.#connection.listening) return found;
    const ask = (id: number) => void this.#send({ method: 'x-fetch', hostId: this.hostId, id, ...selectionOf(filter) });
    const silent = ({ length }: readonly string[]) =>
      this.logger.warn(`Queue "${this.channel}": ${length} of the other servers did not say who their clients are`);
    return this.#fetching.ask(this.#connection.nodes, found, this.settings.requestTimeout, ask, silent);
  }

  override joinRooms(rooms: OneOrMany, filter: ClientFilter = {}): Promise<void> {
    void super.joinRooms(rooms, filter);
    return this.#sendRooms('join', rooms, filter);
  }

  override leaveRooms(rooms: OneOrMany, filter: ClientFilter = {}): Promise<void> {
    void super.leaveRooms(rooms, filter);
    return this.#sendRooms('leave', rooms, filter);
  }

  override async disconnectClients(filter: ClientFilter = {}): Promise<void> {
    const here = super.disconnectClients(filter);
    await Promise.all([here, this.#sendRooms('disconnect', [], filter)]);
  }

  /** Emits an event to the other servers of this project on the channel, not to this one. */
  override serverSideEmit(event: string, args: readonly unknown[]): Promise<void> {
    try {
      return this.#send({ method: 'x-server', hostId: this.hostId, event, args });
    } catch (error) {
      return handled(Promise.reject(error));
    }
  }

  /** What this manager does for its own clients alone, without telling anyone. */
  #local(): LocalManager {
    return {
      broadcast: (...args) => super.broadcast(...args),
      request: (...args) => super.request(...args),
      disconnect: (...args) => super.disconnect(...args),
      enterRoom: (...args) => super.enterRoom(...args),
      leaveRoom: (...args) => super.leaveRoom(...args),
      closeRoom: (...args) => super.closeRoom(...args),
      fetchClients: (...args) => super.fetchClients(...args),
      joinRooms: (...args) => super.joinRooms(...args),
      leaveRooms: (...args) => super.leaveRooms(...args),
      disconnectClients: (...args) => super.disconnectClients(...args),
    };
  }

  #sendRooms(operation: RoomsMessage['operation'], rooms: OneOrMany, filter: ClientFilter): Promise<void> {
    if (filter.local === true) return DONE;
    const list = typeof rooms === 'string' ? [rooms] : rooms;
    return this.#send({ method: 'x-rooms', hostId: this.hostId, operation, rooms: list, ...selectionOf(filter) });
  }

  /** Throws, rather than rejects, for what cannot be sent: the caller's callers know what to do with it. */
  #send(message: QueueMessage, confirm = false): Promise<void> {
    return this.#connection.send(this.#connection.write(message), confirm);
  }
}

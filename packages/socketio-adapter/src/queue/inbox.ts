import { hasBinary, SocketIOError } from '@x/socketio-parser';
import { DEFAULT_ACK_TIMEOUT } from '../defaults.js';
import type { Logger } from '../logger.js';
import type { Manager } from '../manager.js';
import { AnswerRelay } from './answer-relay.js';
import type { ClusterRequest } from './cluster-request.js';
import type { QueueConnection } from './connection.js';
import { answersOf, type Fetching } from './fetching.js';
import { reason } from './link.js';
import type { EmitMessage, QueueMessage, RoomsMessage } from './messages.js';
import type { ResolvedPubSubOptions } from './options.js';
import { LONGEST_TIMEOUT, readMessage } from './read-message.js';

/** A manager's operations on its own clients. */
export type LocalManager = Pick<
  Manager,
  | 'broadcast'
  | 'request'
  | 'disconnect'
  | 'enterRoom'
  | 'leaveRoom'
  | 'closeRoom'
  | 'fetchClients'
  | 'joinRooms'
  | 'leaveRooms'
  | 'disconnectClients'
>;

export interface InboxParts {
  readonly hostId: string;
  readonly settings: ResolvedPubSubOptions;
  readonly connection: QueueConnection;
  readonly fetching: Fetching;
  /** Those of this server that wait for acknowledgements. */
  readonly requests: ReadonlyMap<number, ClusterRequest>;
  readonly local: LocalManager;
  logger(): Logger;
  serverEvent(event: string, args: readonly unknown[]): void;
}

/** Does what messages of the queue ask for. Whatever arrives, nothing is thrown. */
export class Inbox {
  readonly #parts: InboxParts;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  receive(text: string | Uint8Array): void {
    const { connection, settings } = this.#parts;
    connection.counters.received += 1;
    let message: QueueMessage | undefined;
    try {
      message = readMessage(text, settings.maxMessageBytes, settings.json);
      if (message !== undefined) this.#handle(message);
    } catch (error) {
      if (error instanceof SocketIOError) this.#refuse(error);
      else this.#failed(error, message);
    }
  }

  /** The first one is worth a warning; a channel full of them must not become a log full of them. */
  #refuse(error: unknown): void {
    const { settings } = this.#parts;
    const { counters } = this.#parts.connection;
    counters.refused += 1;
    const level = counters.refused === 1 ? 'warn' : 'debug';
    const reason = error instanceof Error ? error.message : String(error);
    this.#parts.logger()[level](`Queue "${settings.channel}": refused a message: ${reason}`);
  }

  /** Not the message's fault: a callback of the application, mostly. */
  #failed(error: unknown, message: QueueMessage | undefined): void {
    const what =
      message?.method === 'callback' ? 'the callback of an acknowledgement' : 'what another server asked for';
    this.#parts.logger().error(`Queue "${this.#parts.settings.channel}": ${what} failed`, error);
  }

  #handle(message: QueueMessage): void {
    const { hostId, local, requests } = this.#parts;
    const { nodes } = this.#parts.connection;
    if (message.method === 'callback') {
      if (message.node !== undefined) nodes.heard(message.node);
      if (message.hostId === hostId && typeof message.id === 'number') requests.get(message.id)?.answeredBy(message);
      return;
    }
    // This server has done it before it told the others.
    if (message.hostId === hostId) return;
    nodes.heard(message.hostId);
    switch (message.method) {
      case 'emit':
        this.#emit(message);
        break;
      case 'disconnect':
        this.#watch(local.disconnect(message.sid, message));
        break;
      case 'enter_room':
        this.#watch(local.enterRoom(message.sid, message.room, message));
        break;
      case 'leave_room':
        this.#watch(local.leaveRoom(message.sid, message.room, message));
        break;
      case 'close_room':
        this.#watch(local.closeRoom(message.room, message));
        break;
      default:
        this.#handleExtension(message);
    }
  }

  #emit(message: EmitMessage): void {
    const { hostId, local } = this.#parts;
    const { namespace, event, args, room, skipSid, callback, extension } = message;
    const { volatile, compress, timeout } = extension ?? {};
    const options = { to: room, skipSid, volatile, compress };
    if (callback === undefined || message.hostId === '') {
      this.#watch(local.broadcast(namespace, event, args, options));
      return;
    }
    // Waiting without end is for the one who asked; here it has one.
    const limit = timeout === 0 ? LONGEST_TIMEOUT : (timeout ?? DEFAULT_ACK_TIMEOUT);
    const relay = new AnswerRelay(hostId, message, callback, (answer) => this.#answer(answer, message));
    const request = local.request(namespace, event, args, { ...options, timeout: limit }, relay);
    relay.announce(request.pending);
  }

  /** Sends an acknowledgement back. One with binary values is lost on Python, which has no way to carry it. */
  #answer(answer: QueueMessage, asked: EmitMessage): void {
    try {
      const text = this.#parts.connection.write(answer);
      const forPython = asked.extension === undefined;
      if (!forPython || answer.method !== 'callback' || !hasBinary(answer.args)) void this.#parts.connection.send(text);
      else {
        const what = `An acknowledgement of "${asked.event}" holds binary values`;
        this.#parts.logger().warn(`${what}, which python-socketio cannot take over a queue: it was dropped`);
      }
    } catch (error) {
      const { settings, logger } = this.#parts;
      logger().warn(
        `Queue "${settings.channel}": an acknowledgement of "${asked.event}" was dropped: ${reason(error)}`,
      );
    }
  }

  /** What only servers of this project say. */
  #handleExtension(message: QueueMessage): void {
    const { hostId, connection, fetching, requests, serverEvent } = this.#parts;
    switch (message.method) {
      case 'x-node':
        connection.introduced(message.hostId, message.state);
        break;
      case 'x-rooms':
        this.#changeRooms(message);
        break;
      case 'x-fetch':
        connection.nodes.seen(message.hostId);
        this.#watch(this.#describeClients(message));
        break;
      case 'x-server':
        serverEvent(message.event, message.args);
        break;
      case 'x-clients':
        if (message.to === hostId) fetching.answered(message);
        break;
      case 'x-acks':
        if (message.to === hostId) requests.get(message.id)?.counted(message.hostId, message.count);
        break;
      case 'x-lost':
        if (message.to === hostId) requests.get(message.id)?.lostBy(message.hostId, message.sid);
        break;
    }
  }

  #changeRooms(message: RoomsMessage): void {
    const { local } = this.#parts;
    if (message.operation === 'join') this.#watch(local.joinRooms(message.rooms, message));
    else if (message.operation === 'leave') this.#watch(local.leaveRooms(message.rooms, message));
    else this.#watch(local.disconnectClients(message));
  }

  async #describeClients(message: Extract<QueueMessage, { method: 'x-fetch' }>): Promise<void> {
    const clients = await this.#parts.local.fetchClients(message);
    const head = { hostId: this.#parts.hostId, to: message.hostId, id: message.id };
    for (const part of answersOf(clients, head, this.#parts.settings.maxMessageBytes)) this.#send(part);
  }

  #send(message: QueueMessage): void {
    void this.#parts.connection.send(this.#parts.connection.write(message));
  }

  /** Handlers of the application report their own errors; whatever is left must not end the process. */
  #watch(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#failed(error, undefined));
  }
}

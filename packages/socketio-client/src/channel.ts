import type { CloseReason } from '@x/engineio-client';
import {
  DisconnectedError,
  type EncodedMessages,
  type Packet,
  type PacketFields,
  PacketType,
} from '@x/socketio-parser';
import type { Link } from './link.js';
import type { DisconnectReason } from './reason.js';
import { resolve } from './resolvable.js';
import { RetryQueue, type Settle } from './retry-queue.js';
import { after } from './timer.js';

/**
 * `connecting` until the server's answer, `connected`, `waiting` for a connection or the next attempt; `ended` is for good.
 */
export type ChannelState = 'connecting' | 'connected' | 'waiting' | 'ended';

/** Answers an event that the server wants acknowledged. */
export type Answer = (values: readonly unknown[]) => void;

/** Gives up the wait for an acknowledgement. */
export type Withdraw = (onlySent?: boolean) => boolean;

/** What a channel tells whoever made it. */
export interface ChannelOwner {
  connected(channel: Channel): void;
  /** The server refused, or could not be reached; `ended` follows unless there will be another attempt. */
  refused(channel: Channel, data: unknown, error?: Error): void;
  event(channel: Channel, event: string, args: unknown[], answer: Answer | undefined): void;
  disconnected(channel: Channel, reason: DisconnectReason): void;
  ended(channel: Channel): void;
  /** The server is reached; its answer for the namespace is to come. */
  reached?(channel: Channel): void;
  /** An attempt to reconnect begins, counted from 1. */
  retrying?(attempt: number): void;
}

interface Waiting {
  readonly id: number | undefined;
  readonly messages: EncodedMessages;
}

/** One namespace of a link, across all its connections: its id, its acknowledgements, and what waits to be sent. */
export class Channel {
  readonly namespace: string;
  readonly #link: Link;
  readonly #owner: ChannelOwner;
  readonly #auth: unknown;
  #state: ChannelState = 'waiting';
  #sid: string | undefined;
  #recovered = false;
  /** Has been connected before: a refusal now is trouble that may pass. */
  #known = false;
  /** What a server that recovers sessions wants to hear: which one, and the last event of it that arrived. */
  #pid: unknown;
  #offset: string | undefined;
  /** Times that the namespace was asked for. */
  #asked = 0;
  #nextId = 0;
  readonly #acks = new Map<number, Settle>();
  #buffer: Waiting[] = [];
  #early: (() => void)[] = [];
  readonly #queue: RetryQueue;
  #cancel = () => {};

  constructor(link: Link, namespace: string, owner: ChannelOwner, auth: unknown) {
    this.#link = link;
    this.namespace = namespace;
    this.#owner = owner;
    this.#auth = auth;
    this.#queue = new RetryQueue((messages) => {
      const connected = this.#state === 'connected' && link.check();
      if (connected) link.send(messages);
      return connected;
    }, link.options);
  }

  get state(): ChannelState {
    return this.#state;
  }

  get sid(): string | undefined {
    return this.#sid;
  }

  /** Whether the last connection went on with the session of the one before. */
  get recovered(): boolean {
    return this.#recovered;
  }

  /**
   * Sends an event, now or when the namespace is connected. A volatile one is dropped rather than kept waiting.
   *
   * @returns a function that withdraws the wait for the acknowledgement, and the event if it has not left; with `true`, only
   *   the wait for an event that has left, and it says whether it did. Nothing for an event that was dropped.
   * @throws DisconnectedError after the end, or when too many wait already; SocketIOError for data that cannot be sent.
   */
  send(event: string, args: readonly unknown[], settle?: Settle, volatile = false): Withdraw | undefined {
    const connected = this.#state === 'connected' && this.#link.check();
    const id = settle && this.#nextId;
    const messages = this.#prepare(event, args, id, connected || volatile ? 0 : this.#buffer.length);
    if (volatile && !(connected && this.#link.writable)) return undefined;
    if (settle) this.#acks.set(this.#nextId++, settle);
    if (connected) this.#link.send(messages);
    else this.#buffer.push({ id, messages });
    return (onlySent = false) => {
      const rest = this.#buffer.filter((waiting) => waiting.id !== id);
      if (id === undefined || (onlySent && rest.length < this.#buffer.length)) return false;
      if (this.#acks.delete(id)) this.#buffer = rest;
      return true;
    };
  }

  /**
   * Sends an event behind others of its kind, again and again until it is acknowledged or `retries` is used up.
   *
   * @throws as {@link send} does.
   */
  sendReliably(event: string, args: readonly unknown[], settle: Settle): void {
    const messages = this.#prepare(event, args, this.#nextId, this.#queue.size);
    this.#queue.add({ id: this.#nextId++, messages, settle });
  }

  /** Leaves the namespace for good. Settles when nothing of it is left. */
  leave(): Promise<void> {
    const connected = this.#state === 'connected';
    if (connected) this.#link.send(this.#encode(PacketType.DISCONNECT));
    if (this.#state !== 'ended') this.#end(connected ? 'client disconnect' : undefined);
    return this.#link.remove(this);
  }

  // What follows is for the link.

  opened(): void {
    this.#state = 'connecting';
    this.#early = [];
    this.#owner.reached?.(this);
    void this.#connect();
  }

  retrying(attempt: number): void {
    this.#owner.retrying?.(attempt);
  }

  lost(reason: CloseReason): void {
    this.#suspend(reason);
  }

  failed(error: Error | undefined): void {
    const { data } = (error ?? {}) as { data?: unknown };
    this.#owner.refused(this, data ?? error?.message, error);
  }

  ended(): void {
    if (this.#state !== 'ended') this.#end();
  }

  receive({ type, data, id }: Packet): void {
    if (type === PacketType.CONNECT) this.#connected(data as { sid?: string; pid?: unknown } | undefined);
    else if (type === PacketType.CONNECT_ERROR) this.#refused(data);
    else if (type === PacketType.DISCONNECT) this.#dismissed();
    else if (type === PacketType.ACK || type === PacketType.BINARY_ACK) this.#acked(id!, data as unknown[]);
    else this.#event(data as [string, ...unknown[]], id);
  }

  async #connect(): Promise<void> {
    this.#cancel();
    const asked = ++this.#asked;
    try {
      const auth = await resolve(this.#auth);
      // Asked again meanwhile, by another connection: this answer is late.
      if (asked !== this.#asked) return;
      const data = this.#pid ? { ...(auth as object), pid: this.#pid, offset: this.#offset } : (auth ?? undefined);
      if (this.#state === 'connecting') this.#link.send(this.#encode(PacketType.CONNECT, data));
    } catch (error) {
      if (asked === this.#asked) this.#refused((error as Error | undefined)?.message);
    }
  }

  #connected(data: { sid?: string; pid?: unknown } | undefined): void {
    if (this.#state !== 'connecting') return;
    if (typeof data?.sid !== 'string') {
      this.#refused({ message: 'no sid in the answer: a server of Socket.IO 2?' });
      return;
    }
    this.#recovered = data.pid !== undefined && data.pid === this.#pid;
    this.#pid = data.pid;
    this.#sid = data.sid;
    this.#state = 'connected';
    this.#known = true;
    this.#link.succeeded();
    for (const replay of this.#early.splice(0)) replay();
    for (const { messages } of this.#buffer.splice(0)) this.#link.send(messages);
    // Before the owner's handlers: what they add to an idle queue leaves by itself.
    this.#queue.resume();
    this.#owner.connected(this);
  }

  #refused(data: unknown): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'waiting';
    this.#owner.refused(this, data);
    if (this.#state !== 'waiting') return;
    const delay = this.#known ? this.#link.nextDelay() : undefined;
    if (delay === undefined) this.#end();
    else this.#cancel = after(delay, () => this.#link.check() && this.opened());
  }

  #dismissed(): void {
    if (this.#state === 'connected') this.#end('server disconnect');
  }

  #event(data: [string, ...unknown[]], id: number | undefined): void {
    // A server that takes a session up again sends what was missed before it says so.
    if (this.#state === 'connecting') this.#early.push(() => this.#event(data, id));
    if (this.#state !== 'connected') return;
    const [event, ...args] = data;
    const last = args.at(-1);
    if (this.#pid && typeof last === 'string') this.#offset = last;
    this.#owner.event(this, event, args, id === undefined ? undefined : this.#answer(id));
  }

  /** Answers once, and only to the session that asked. */
  #answer(id: number): Answer {
    let sid = this.#sid;
    return (values) => {
      if (this.#state !== 'connected' || sid === undefined || sid !== this.#sid) return;
      const messages = this.#encode(PacketType.ACK, values, id);
      sid = undefined;
      this.#link.send(messages);
    };
  }

  #acked(id: number, values: readonly unknown[]): void {
    this.#queue.acknowledge(id, values);
    const settle = this.#acks.get(id);
    this.#acks.delete(id);
    settle?.(undefined, values);
  }

  /** The connection is gone; unless the end follows, what was not sent stays. */
  #suspend(reason: DisconnectReason | undefined): void {
    const connected = this.#state === 'connected';
    this.#cancel();
    this.#queue.pause();
    this.#sid = undefined;
    this.#state = 'waiting';
    const unsent = new Set(this.#buffer.map(({ id }) => id));
    for (const [id, settle] of [...this.#acks]) {
      if (!unsent.has(id) && this.#acks.delete(id)) settle(new DisconnectedError(), []);
    }
    if (connected && reason) this.#owner.disconnected(this, reason);
  }

  #end(reason?: DisconnectReason): void {
    this.#buffer = [];
    const connected = this.#state === 'connected';
    this.#suspend(undefined);
    this.#state = 'ended';
    this.#queue.fail();
    void this.#link.remove(this);
    if (connected && reason) this.#owner.disconnected(this, reason);
    this.#owner.ended(this);
  }

  #prepare(event: string, args: readonly unknown[], id: number | undefined, waiting: number): EncodedMessages {
    if (this.#state === 'ended') throw new DisconnectedError();
    if (waiting >= (this.#link.options.bufferSize ?? 1_000)) {
      throw new DisconnectedError(`the buffer is full: ${waiting} messages`);
    }
    return this.#encode(PacketType.EVENT, [event, ...args], id);
  }

  #encode(type: PacketFields['type'], data?: unknown, id?: number): EncodedMessages {
    return this.#link.encode({ type, namespace: this.namespace, data, id });
  }
}

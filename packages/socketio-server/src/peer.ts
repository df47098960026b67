import { SharedMessage } from '@x/engineio-server';
import type { Flags, PendingAcks, Recipient } from '@x/socketio-adapter';
import { type EncodedMessages, toArguments } from '@x/socketio-parser';
import { channels } from './channels.js';
import type { Connection } from './connection.js';
import type { DisconnectReason } from './disconnect-reason.js';
import { EventOrder } from './event-order.js';
import { isThenable } from './guard.js';
import type { NamespaceState } from './namespace-state.js';
import { invoke, UNHANDLED } from './route.js';

/** Bytes that an event costs besides its text while its handler runs: arguments, promises, closures. */
export const EVENT_OVERHEAD = 512;

export const PeerState = {
  /** Its connect handler runs; what is sent to it is held back. */
  CONNECTING: 0,
  OPEN: 1,
  /** Out of reach; its disconnect handler may still run. */
  GONE: 2,
} as const;
export type PeerState = (typeof PeerState)[keyof typeof PeerState];

/** One client in one namespace. */
export class Peer implements Recipient {
  readonly sid: string;
  readonly connection: Connection;
  readonly state: NamespaceState;
  phase: PeerState = PeerState.CONNECTING;
  rooms: Set<string> | undefined = undefined;
  acks: PendingAcks | undefined = undefined;
  session: object | undefined = undefined;
  /** What was sent to it before it was accepted. */
  held: (EncodedMessages | SharedMessage)[] | undefined = undefined;
  /** Why it left before its connect handler was through. */
  departure: DisconnectReason | undefined = undefined;

  pid: string | undefined = undefined;
  /** Whether it came back with its state. */
  recovered = false;
  /** Set when a handler had to wait for another one. */
  order: EventOrder | undefined = undefined;

  constructor(sid: string, connection: Connection, state: NamespaceState) {
    this.sid = sid;
    this.connection = connection;
    this.state = state;
  }

  get namespace(): string {
    return this.state.name;
  }

  save(session: object): void {
    this.session = session;
    if (!channels.session.hasSubscribers) return;
    channels.session.publish({ sid: this.sid, namespace: this.state.name, session });
  }

  send(event: string, args: readonly unknown[], id: number | undefined, flags: Flags): void {
    if (this.phase === PeerState.GONE) return;
    const encoded = this.connection.core.codec.event(this.state.name, event, args, id);
    if (this.phase === PeerState.CONNECTING) this.hold(encoded, flags);
    else if (flags.volatile !== true || this.connection.session.writable)
      this.connection.transmit(encoded, flags.compress);
  }

  deliver(packet: unknown, flags: Flags): void {
    if (this.phase === PeerState.GONE) return;
    if (this.phase === PeerState.CONNECTING) this.hold(packet as SharedMessage, flags);
    else if (flags.volatile !== true || this.connection.session.writable) {
      this.connection.session.sendShared(packet as SharedMessage);
    }
  }

  /** Sends what was held back, in order. */
  release(): void {
    const { held } = this;
    if (held === undefined) return;
    this.held = undefined;
    for (const message of held) {
      this.connection.give(sizeOf(message));
      if (message instanceof SharedMessage) this.connection.session.sendShared(message);
      else this.connection.transmit(message, undefined);
    }
  }

  /** Forgets what was held back. */
  dropHeld(): void {
    for (const message of this.held ?? []) this.connection.give(sizeOf(message));
    this.held = undefined;
  }

  /**
   * Handles an event of the wire.
   *
   * @param args `[event, ...arguments]`; the first item is overwritten.
   * @param size what it costs while its handler runs.
   * @returns a promise when the handler gave one; it never rejects.
   */
  handle(event: string, args: unknown[], id: number | undefined, size: number): Promise<void> | undefined {
    const { state, connection, sid } = this;
    let rest: Promise<void> | undefined;
    try {
      const result = state.hasEventMiddlewares
        ? connection.core.runEventMiddlewares(state, sid, event, args)
        : invoke(state, event, args, sid);
      if (isThenable(result)) {
        this.began(size);
        return Promise.resolve(result).then(
          (value) => this.ended(this.finish(value, event, args, id), size),
          (error: unknown) => this.ended(this.fail(error, event, args, id), size),
        );
      }
      rest = this.finish(result, event, args, id);
    } catch (error) {
      rest = this.fail(error, event, args, id);
    }
    if (rest === undefined) return undefined;
    this.began(size);
    return this.ended(rest, size);
  }

  /** Runs something behind the handlers that this client has under way, where they run strictly in order. */
  inOrder(task: () => Promise<void> | undefined, size: number): void {
    this.order ??= new EventOrder(this.connection);
    this.order.run(task, size);
  }

  /** Tells of an error that nothing can be answered to. An error handler that takes its time is kept account of. */
  report(error: unknown, event: string, args: readonly unknown[]): void {
    const answer = this.connection.core.reportError(error, this.state, this.sid, event, args);
    if (answer instanceof Promise) {
      const size = this.connection.take(EVENT_OVERHEAD);
      void answer.then(() => this.connection.give(size));
    }
  }

  /** Keeps account of a handler that takes its time. */
  private began(size: number): void {
    this.connection.take(size);
    this.connection.core.running.began();
  }

  /** Settles the account of a handler, when all that it led to is through. */
  private ended(rest: Promise<void> | undefined, size: number): Promise<void> | undefined {
    if (rest !== undefined) return rest.then(() => this.ended(undefined, size));
    this.connection.give(size);
    this.connection.core.running.ended();
    return undefined;
  }

  private finish(result: unknown, event: string, args: unknown[], id: number | undefined): Promise<void> | undefined {
    if (result === UNHANDLED) return this.connection.core.unhandled(this, event, args);
    if (id !== undefined) this.acknowledge(id, result, event, args);
    return undefined;
  }

  private acknowledge(id: number, result: unknown, event: string, args: unknown[]): void {
    if (this.phase !== PeerState.OPEN) return;
    let encoded: EncodedMessages;
    try {
      encoded = this.connection.core.codec.ack(this.state.name, id, toArguments(result));
    } catch (error) {
      this.report(error, event, args.slice(1));
      return;
    }
    this.connection.transmit(encoded, undefined);
  }

  /** Reports an error. The error handler, which may take its time, may have something to answer in the handler's place. */
  private fail(error: unknown, event: string, args: unknown[], id: number | undefined): Promise<void> | undefined {
    const answer = this.connection.core.reportError(error, this.state, this.sid, event, args.slice(1));
    if (answer instanceof Promise) return answer.then((value: unknown) => this.apologize(value, event, args, id));
    this.apologize(answer, event, args, id);
    return undefined;
  }

  private apologize(answer: unknown, event: string, args: unknown[], id: number | undefined): void {
    if (answer !== undefined && id !== undefined) this.acknowledge(id, answer, event, args);
  }

  private hold(message: EncodedMessages | SharedMessage, flags: Flags): void {
    if (flags.volatile === true || this.departure !== undefined) return;
    this.held ??= [];
    this.held.push(message);
    // What waits for a connect handler is bounded as what waits for the network is.
    this.connection.take(sizeOf(message));
  }
}

function sizeOf({ text, attachments }: EncodedMessages | SharedMessage): number {
  let size = text?.length ?? 0;
  for (const bytes of attachments ?? []) size += bytes.byteLength;
  return size;
}

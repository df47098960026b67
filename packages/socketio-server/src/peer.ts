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
      if (message instanceof SharedMessage) this.connection.session.sendShared(message);
      else this.connection.transmit(message, undefined);
    }
  }

  /**
   * Handles an event of the wire.
   *
   * @param args `[event, ...arguments]`; the first item is overwritten.
   * @returns a promise when the handler gave one; it never rejects.
   */
  handle(event: string, args: unknown[], id: number | undefined): Promise<void> | undefined {
    const { state, connection, sid } = this;
    try {
      const result = state.hasEventMiddlewares
        ? connection.core.runEventMiddlewares(state, sid, event, args)
        : invoke(state, event, args, sid);
      if (isThenable(result)) {
        const size = connection.handlerStarted();
        return Promise.resolve(result).then(
          (value) => {
            connection.handlerEnded(size);
            this.finish(value, event, args, id);
          },
          (error: unknown) => {
            connection.handlerEnded(size);
            return this.fail(error, event, args, id);
          },
        );
      }
      this.finish(result, event, args, id);
    } catch (error) {
      return this.fail(error, event, args, id);
    }
    return undefined;
  }

  /** Runs something behind the handlers that this client has under way, where they run strictly in order. */
  inOrder(task: () => Promise<void> | undefined, size: number): number {
    this.order ??= new EventOrder();
    return this.order.run(task, size);
  }

  private finish(result: unknown, event: string, args: unknown[], id: number | undefined): void {
    if (result === UNHANDLED) this.connection.core.unhandled(this, event, args);
    else if (id !== undefined) this.acknowledge(id, result, event, args);
  }

  private acknowledge(id: number, result: unknown, event: string, args: unknown[]): void {
    if (this.phase !== PeerState.OPEN) return;
    let encoded: EncodedMessages;
    try {
      encoded = this.connection.core.codec.ack(this.state.name, id, toArguments(result));
    } catch (error) {
      this.connection.core.reportError(error, this.state, this.sid, event, args.slice(1));
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
    if (flags.volatile === true) return;
    this.held ??= [];
    this.held.push(message);
    this.connection.noteHeld(message);
  }
}

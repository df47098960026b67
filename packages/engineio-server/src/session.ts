import { isUint8Array } from 'node:util/types';
import type { CloseReason, Environment, Session, SessionHandler, TransportName } from './contract.js';
import type { SharedMessage } from './shared-message.js';
import type { Ending, Transport, TransportOwner } from './transports/transport.js';

/** What a session needs of its engine. */
export interface SessionHost {
  /** From one sign of life to the next ping. */
  readonly pingInterval: number;
  /** How much longer clients are told that the interval is. */
  readonly pingGrace: number;
  readonly pingTimeout: number;
  /** The session no longer takes part; its transport may still have something to deliver. */
  sessionClosed(session: EngineSession, reason: CloseReason, detail: string | undefined): void;
  /** The transport of a closed session is gone. */
  sessionGone(session: EngineSession): void;
  report(error: unknown, session: Session): void;
}

/** An attempt of a session to change its transport. */
export interface PendingUpgrade {
  /** Whether the client was told that it may come over: it polls no more. */
  readonly probed: boolean;
  /** The session ended first. */
  abandon(): void;
  /** It has taken so long that an answer to a ping is missing. */
  overdue(): void;
}

/** Before its handler exists, a session can only be sent to. */
const NOBODY: SessionHandler = { text() {}, binary() {}, close() {} };

/**
 * A client of the engine.
 *
 *   opening --handler--> open --close(), or the transport ends--> closed
 *
 * A closed session is out of the engine's `sessions` at once. Its transport may take longer: a poller fetches its last
 * packets, a WebSocket says goodbye.
 */
export class EngineSession implements Session, TransportOwner {
  readonly sid: string;
  readonly environ: Environment;
  readonly protocol: 3 | 4;
  readonly #host: SessionHost;
  #handler: SessionHandler = NOBODY;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  /** How it ended before there was a handler to be told. */
  #missed: [reason: CloseReason, detail: string | undefined] | undefined = undefined;
  /** What carries the session now. */
  channel: Transport;
  upgrade: PendingUpgrade | undefined = undefined;
  /** When the next ping is due, or its answer if one is awaited; for a closed session when its transport is given up. */
  due: number;
  /** Whether `due` is a deadline for the client. */
  awaiting = false;
  /** Turn of the event loop of the last ping; `-1` once the client got more time for being heard since then. */
  pingTurn = 0;

  constructor(host: SessionHost, sid: string, environ: Environment, channel: Transport) {
    this.#host = host;
    this.sid = sid;
    this.environ = environ;
    this.protocol = environ.protocol;
    this.channel = channel;
    this.due = 0;
    this.#proveAlive();
  }

  get transport(): TransportName {
    return this.channel.name;
  }

  get open(): boolean {
    return this.#state !== 'closed';
  }

  get writable(): boolean {
    return this.#state !== 'closed' && this.channel.writable;
  }

  get bufferedAmount(): number {
    return this.channel.bufferedAmount;
  }

  /** From now on `handler` gets what arrives. */
  start(handler: SessionHandler): void {
    if (this.#state === 'opening') {
      this.#state = 'open';
      this.#handler = handler;
    } else if (this.#missed !== undefined) {
      this.#tellEnd(handler, ...this.#missed);
      this.#missed = undefined;
    }
  }

  sendText(text: string, compress = true): void {
    if (this.#state !== 'closed') this.channel.queueText(text, compress);
  }

  sendBinary(bytes: Uint8Array, compress = true): void {
    // Anything else would put the stream of frames out of step.
    if (!isUint8Array(bytes)) throw new TypeError(`sendBinary takes a Uint8Array, not ${typeof bytes}`);
    if (this.#state !== 'closed') this.channel.queueBinary(bytes, compress);
  }

  sendMessage(text: string, attachments: readonly Uint8Array[] | undefined, compress = true): void {
    if (this.#state === 'closed') return;
    this.channel.queueText(text, compress);
    if (attachments === undefined) return;
    for (let i = 0; i < attachments.length; i++) this.channel.queueBinary(attachments[i]!, compress);
  }

  sendShared(message: SharedMessage): void {
    if (this.#state !== 'closed') this.channel.queueShared(message);
  }

  close(reason: CloseReason = 'server disconnect'): void {
    this.finish(reason, undefined, 'orderly');
  }

  /** The one way to the end. */
  finish(reason: CloseReason, detail: string | undefined, ending: Ending): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'opening') this.#missed = [reason, detail];
    this.#state = 'closed';
    // A client in the middle of an upgrade may have left polling already: it finishes, and hears the rest over there.
    if (ending !== 'orderly') this.upgrade?.abandon();
    this.channel.end(ending);
    this.#host.sessionClosed(this, reason, detail);
    const handler = this.#handler;
    this.#handler = NOBODY;
    this.#tellEnd(handler, reason, detail);
  }

  #tellEnd(handler: SessionHandler, reason: CloseReason, detail: string | undefined): void {
    try {
      handler.close(reason, detail);
    } catch (error) {
      this.#host.report(error, this);
    }
  }

  /** An upgrade has brought the session to another transport. */
  moveTo(channel: Transport): void {
    this.channel = channel;
    this.upgrade = undefined;
    if (this.#state === 'closed') {
      channel.end('orderly');
      return;
    }
    try {
      this.#handler.upgraded?.();
    } catch (error) {
      this.#host.report(error, this);
    }
  }

  // What the transport tells.

  onText(data: string): void {
    if (this.#state !== 'open') return;
    try {
      this.#handler.text(data);
    } catch (error) {
      this.#host.report(error, this);
    }
  }

  onBinary(data: Buffer): void {
    if (this.#state !== 'open') return;
    try {
      this.#handler.binary(data);
    } catch (error) {
      this.#host.report(error, this);
    }
  }

  onControl(packet: string): void {
    if (this.#state === 'closed') return;
    switch (packet.charCodeAt(0) - 48) {
      case 1:
        this.finish('client disconnect', undefined, 'by peer');
        break;
      case 2:
        this.#pinged(packet);
        break;
      case 3:
        this.#ponged();
        break;
      // Some clients send a noop, or repeat the upgrade packet, around an upgrade.
      case 5:
      case 6:
        break;
      default:
        this.finish('parse error', `unexpected packet ${JSON.stringify(packet.slice(0, 20))}`, 'broken');
    }
  }

  onClosed(reason: CloseReason, detail?: string): void {
    if (this.#state === 'closed') {
      if (this.channel.gone) this.#host.sessionGone(this);
    } else {
      this.finish(reason, detail, 'broken');
    }
  }

  onFault(error: unknown): void {
    this.#host.report(error, this);
    this.finish('transport error', 'a message could not be written', 'dead');
  }

  // Heartbeat: in protocol 4 the server pings, in protocol 3 the client.

  /** Sends a ping, which has to be answered in time. */
  ping(now: number, turn: number): void {
    this.awaiting = true;
    this.pingTurn = turn;
    this.due = now + this.#host.pingTimeout;
    this.channel.queuePacket('2');
  }

  /** Ends the session if its client is overdue. */
  judge(now: number): void {
    if (this.awaiting && this.due <= now && this.#state !== 'closed') this.#overdue(now);
  }

  /** The answer is overdue. A client that was heard since the ping gets as much time again, once. */
  #overdue(now: number): void {
    if (this.upgrade !== undefined) {
      // An upgrade that does not get on holds the ping back: without it the client gets to hear it.
      this.due = now + this.#host.pingTimeout;
      this.upgrade.overdue();
      return;
    }
    if (this.protocol === 4 && this.pingTurn !== -1 && this.channel.turn > this.pingTurn) {
      this.pingTurn = -1;
      this.due = now + this.#host.pingTimeout;
      return;
    }
    this.finish('ping timeout', undefined, 'dead');
  }

  #pinged(packet: string): void {
    if (this.protocol === 4) {
      this.finish('transport error', 'a ping from the client, which protocol 4 does not have', 'broken');
      return;
    }
    this.#proveAlive();
    this.channel.queuePacket(`3${packet.slice(1)}`);
  }

  #ponged(): void {
    // A pong that nobody asked for proves nothing.
    if (this.protocol === 4 && this.awaiting) this.#proveAlive();
  }

  #proveAlive(): void {
    const { pingInterval, pingGrace, pingTimeout } = this.#host;
    this.awaiting = this.protocol === 3;
    this.due = performance.now() + (this.awaiting ? pingInterval + pingGrace + pingTimeout : pingInterval);
  }
}

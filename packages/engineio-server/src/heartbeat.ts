import type { EngineSession } from './session.js';
import { currentTurn } from './turns.js';

/** Times of a heartbeat. */
export interface HeartbeatOptions {
  readonly pingInterval: number;
  readonly pingTimeout: number;
  /** Whether clients that do not answer are closed. */
  readonly monitorClients: boolean;
}

/** Slots in the shorter of interval and timeout: no ping is early, and no end late, by more than one of them. */
const SLOTS = 20;

/**
 * One timer for all sessions. It walks over them once per slot: that takes a tenth of a millisecond for thousands of
 * sessions, while a timer each would cost memory and work at every pong. Runs only while there are sessions.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #sessions: ReadonlyMap<string, EngineSession>;
  readonly #leaving: ReadonlyMap<string, EngineSession>;
  readonly #slot: number;
  #timer: NodeJS.Timeout | undefined;
  /** When sessions were looked at last. */
  #swept = 0;

  /** @param leaving Closed sessions whose transports have not ended yet. */
  constructor(
    options: HeartbeatOptions,
    sessions: ReadonlyMap<string, EngineSession>,
    leaving: ReadonlyMap<string, EngineSession>,
  ) {
    this.#options = options;
    this.#sessions = sessions;
    this.#leaving = leaving;
    this.#slot = Math.max(1, Math.floor(Math.min(options.pingInterval, options.pingTimeout) / SLOTS));
  }

  /** To be called when a session opens. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      const fired = performance.now();
      // Pongs that arrived while the process was busy are read before their absence is judged.
      setImmediate(() => this.#sweep(fired));
    }, this.#slot);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Ends a session whose client is overdue, when it asks for something before the next sweep. Not if that is late itself:
   * the process was busy, and the pong may be in what it has not read, or be what the client asks for.
   */
  judge(session: EngineSession): void {
    const now = performance.now();
    if (this.#options.monitorClients && now - this.#swept <= 2 * this.#slot) session.judge(now);
  }

  /** @param fired When the sweep was called for; what happened since may not have been read. */
  #sweep(fired: number): void {
    if (this.#timer === undefined) return;
    if (this.#sessions.size === 0 && this.#leaving.size === 0) {
      this.stop();
      return;
    }
    const now = performance.now();
    this.#swept = now;
    const turn = currentTurn();
    for (const session of this.#sessions.values()) {
      if (session.awaiting) {
        if (this.#options.monitorClients) session.judge(fired);
      } else if (session.due <= now + this.#slot) {
        // The next slot would be too late.
        session.ping(now, turn);
      }
    }
    for (const session of this.#leaving.values()) {
      if (session.due <= now) session.channel.end('dead');
    }
  }
}

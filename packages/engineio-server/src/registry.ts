import type { Application, CloseReason, Session } from './contract.js';
import type { Reservations } from './handshake.js';
import { Heartbeat } from './heartbeat.js';
import type { Logger } from './logger.js';
import type { ResolvedOptions } from './options.js';
import type { EngineSession, SessionHost } from './session.js';
import { CLOSED, type Counters, OPENED, UPGRADED } from './traffic.js';
import type { Upgrade, UpgradeHost } from './upgrade.js';

/** Everything of an engine that lives: open sessions, those that are leaving, and attempts to upgrade. */
export class Registry implements SessionHost, UpgradeHost, Reservations {
  readonly sessions = new Map<string, EngineSession>();
  readonly pingInterval: number;
  readonly pingGrace: number;
  readonly pingTimeout: number;
  /** Closed sessions whose transports have not ended yet. */
  readonly #leaving = new Map<string, EngineSession>();
  readonly #upgrades = new Set<Upgrade>();
  /** Ids of handshakes that are still being decided on. */
  readonly #reserved = new Set<string>();
  readonly #heartbeat: Heartbeat;
  readonly #application: Application;
  readonly #counters: Counters;
  readonly #logger: Logger;
  readonly #logs: boolean;
  #allGone: (() => void) | undefined;

  constructor(options: ResolvedOptions, application: Application, counters: Counters, logger: Logger) {
    this.pingInterval = options.pingInterval;
    this.pingGrace = options.pingGrace;
    this.pingTimeout = options.pingTimeout;
    this.#heartbeat = new Heartbeat(options, this.sessions, this.#leaving);
    this.#application = application;
    this.#counters = counters;
    this.#logger = logger;
    this.#logs = options.logger !== false;
  }

  /** Finds a session, one that is leaving included. */
  find(sid: string): EngineSession | undefined {
    return this.sessions.get(sid) ?? this.#leaving.get(sid);
  }

  /** Ends a session that is overdue, rather than answer it until the next sweep. */
  judge(session: EngineSession): void {
    this.#heartbeat.judge(session);
  }

  reserve(sid: string): boolean {
    if (this.#reserved.has(sid) || this.find(sid) !== undefined) return false;
    this.#reserved.add(sid);
    return true;
  }

  release(sid: string): void {
    this.#reserved.delete(sid);
  }

  /** Takes a session in and has the application greet it. */
  open(session: EngineSession, openPacket: string): void {
    session.channel.owner = session;
    this.sessions.set(session.sid, session);
    this.#counters[OPENED]!++;
    if (this.#logs) this.#logger.info(`engine: a session opened over ${session.transport}`);
    this.#heartbeat.start();
    session.channel.queuePacket(openPacket);
    try {
      session.start(this.#application.open(session));
    } catch (error) {
      this.report(error, session);
      session.close();
    }
  }

  sessionClosed(session: EngineSession, reason: CloseReason, detail: string | undefined): void {
    this.sessions.delete(session.sid);
    this.#counters[CLOSED]!++;
    if (this.#logs) this.#logger.info(`engine: a session ended: ${reason}${detail === undefined ? '' : `, ${detail}`}`);
    if (session.channel.gone) return;
    session.due = performance.now() + this.pingTimeout;
    this.#leaving.set(session.sid, session);
  }

  sessionGone(session: EngineSession): void {
    this.#leaving.delete(session.sid);
    if (this.#leaving.size === 0) this.#allGone?.();
  }

  /** Follows an attempt from its start; one that is not wanted is let go at once. */
  track(upgrade: Upgrade, session: EngineSession): void {
    this.#upgrades.add(upgrade);
    if (session.open && session.transport === 'polling' && session.upgrade === undefined) session.upgrade = upgrade;
    else upgrade.abandon();
  }

  upgraded(upgrade: Upgrade): void {
    this.#upgrades.delete(upgrade);
    this.#counters[UPGRADED]!++;
  }

  upgradeGone(upgrade: Upgrade): void {
    this.#upgrades.delete(upgrade);
  }

  report(error: unknown, session: Session): void {
    if (this.#application.failed !== undefined) this.#application.failed(error, session);
    else this.#logger.error('engine: a handler threw', error);
  }

  /** Closes all sessions, and waits so many milliseconds for clients to take note. */
  async shutDown(grace: number): Promise<void> {
    for (const session of this.sessions.values()) session.close('server shutting down');
    for (const session of this.#leaving.values()) {
      // A poller that is between two polls would have to come back, and cannot. On its way to a WebSocket it can.
      if (session.transport === 'polling' && !session.upgrade?.probed) session.channel.end('dead');
    }
    if (this.#leaving.size > 0) await this.#goodbyes(grace);
    for (const session of this.#leaving.values()) session.channel.end('dead');
    for (const upgrade of this.#upgrades) upgrade.destroy();
    this.#heartbeat.stop();
  }

  #goodbyes(grace: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, grace);
      this.#allGone = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

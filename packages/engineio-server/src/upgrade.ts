import type { CloseReason } from './contract.js';
import type { EngineSession, PendingUpgrade } from './session.js';
import type { Polling } from './transports/polling.js';
import type { TransportOwner } from './transports/transport.js';
import type { WebSocketTransport } from './transports/websocket.js';

/** Pause before a client that keeps polling during its upgrade is answered again. */
const RELEASE_INTERVAL = 100;

/** What may follow the upgrade packet before the session has moved. */
type Early = { readonly text: string } | { readonly bytes: Buffer } | { readonly packet: string };

/** Who keeps track of upgrades. */
export interface UpgradeHost {
  /** The session has moved. */
  upgraded(upgrade: Upgrade): void;
  /** It failed, and its WebSocket is closed. */
  upgradeGone(upgrade: Upgrade): void;
}

/** What an upgrade may take. */
export interface UpgradeLimits {
  /** Milliseconds. */
  readonly upgradeTimeout: number;
  /** Characters and bytes that may follow the upgrade packet before the session has moved. */
  readonly maxHttpBufferSize: number;
}

/**
 * A session's move from polling to WebSocket.
 *
 *   waiting --2probe--> probed --5--> finishing --> done
 *      |                  |               |
 *      |                  |               +--> failed, and the session with it: its client has left polling for good
 *      +------------------+--> failed: the WebSocket is closed and polling goes on as if nothing had been
 *
 * - `waiting`: polling works as ever
 * - `probed`: `3probe` was sent, the waiting poll was ended by a noop; what is sent is held for the WebSocket
 * - `finishing`: a POST that is still being read comes before anything from the WebSocket
 *
 * Anything else than the packet that is due, the timeout, or the end of the WebSocket, fails it.
 */
export class Upgrade implements TransportOwner, PendingUpgrade {
  readonly #session: EngineSession;
  readonly #polling: Polling;
  readonly #websocket: WebSocketTransport;
  #state: 'waiting' | 'probed' | 'finishing' | 'done' | 'failed' = 'waiting';
  readonly #timer: NodeJS.Timeout;
  #releaseTimer: NodeJS.Timeout | undefined;
  readonly #early: Early[] = [];
  #earlySize = 0;
  readonly #maxEarly: number;
  readonly #host: UpgradeHost;

  constructor(session: EngineSession, websocket: WebSocketTransport, limits: UpgradeLimits, host: UpgradeHost) {
    this.#session = session;
    this.#polling = session.channel as Polling;
    this.#websocket = websocket;
    this.#host = host;
    this.#maxEarly = limits.maxHttpBufferSize;
    this.#timer = setTimeout(() => this.onClosed('transport error', 'upgradeTimeout reached'), limits.upgradeTimeout);
    websocket.owner = this;
  }

  get probed(): boolean {
    return this.#state === 'probed' || this.#state === 'finishing';
  }

  abandon(): void {
    this.#fail();
  }

  overdue(): void {
    this.onClosed('transport error', 'a ping was overdue during the upgrade');
  }

  /** Does not wait for the goodbye of a WebSocket that is not wanted. */
  destroy(): void {
    this.#fail();
    this.#websocket.end('dead');
  }

  onControl(packet: string): void {
    if (this.#state === 'waiting' && packet === '2probe') this.#probe();
    else if (this.#state === 'probed' && packet === '5') this.#finish();
    else this.#keep({ packet }, packet.length);
  }

  onText(text: string): void {
    this.#keep({ text }, text.length);
  }

  onBinary(bytes: Buffer): void {
    this.#keep({ bytes }, bytes.length);
  }

  onClosed(reason: CloseReason, detail?: string): void {
    const moved = this.#state === 'finishing';
    this.#fail();
    if (this.#websocket.gone) this.#host.upgradeGone(this);
    if (moved) this.#session.onClosed(reason, detail);
  }

  onFault(): void {
    this.onClosed('transport error', 'a message could not be written');
  }

  #probe(): void {
    this.#state = 'probed';
    this.#websocket.queuePacket('3probe');
    this.#polling.hold();
    // A client that did not get the pong yet may poll again, and has to be let go again.
    this.#releaseTimer = setInterval(() => this.#polling.release(), RELEASE_INTERVAL);
  }

  #finish(): void {
    this.#state = 'finishing';
    this.#websocket.pause();
    this.#polling.posts.whenIdle(() => this.#move());
  }

  #move(): void {
    if (this.#state !== 'finishing') return;
    this.#state = 'done';
    this.#clearTimers();
    const websocket = this.#websocket;
    websocket.owner = this.#session;
    websocket.adopt(this.#polling.retire());
    this.#session.moveTo(websocket);
    websocket.resume();
    this.#host.upgraded(this);
    for (const early of this.#early) {
      if ('text' in early) this.#session.onText(early.text);
      else if ('bytes' in early) this.#session.onBinary(early.bytes);
      else this.#session.onControl(early.packet);
    }
  }

  #fail(): void {
    if (this.#state === 'done' || this.#state === 'failed') return;
    const held = this.#state !== 'waiting';
    this.#state = 'failed';
    this.#clearTimers();
    if (this.#session.upgrade === this) this.#session.upgrade = undefined;
    // The answer to its goodbye has to be read.
    this.#websocket.resume();
    this.#websocket.end('broken');
    if (held && !this.#polling.gone) this.#polling.unhold();
  }

  #keep(early: Early, size: number): void {
    if (this.#state !== 'finishing') {
      this.#fail();
      return;
    }
    this.#earlySize += size;
    if (this.#earlySize > this.#maxEarly)
      this.onClosed('transport error', 'too much arrived before the last post was read');
    else this.#early.push(early);
  }

  #clearTimers(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#releaseTimer);
  }
}

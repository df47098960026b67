import type { OneOrMany } from './options.js';
import type { Flags, Host, Recipient } from './recipient.js';

export interface RecoveryOptions {
  /** Milliseconds that a client may be away. @default 120_000 */
  readonly maxDisconnectionDuration?: number | undefined;
  /** Events that are kept for clients that are away; with more, the oldest are forgotten. @default 10_000 */
  readonly maxPackets?: number | undefined;
}

/** What is kept of a client that lost its connection. */
export interface SavedState {
  /** The secret that its client presents when it comes back. */
  readonly pid: string;
  readonly sid: string;
  readonly namespace: string;
  readonly rooms: readonly string[];
  readonly session: object | undefined;
}

/** A client that came back: its state, and the events that it missed, each `[event, ...args, offset]`. */
export interface RestoredState extends SavedState {
  readonly missed: readonly (readonly [string, ...unknown[]])[];
}

interface LoggedEvent {
  readonly offset: string;
  readonly expires: number;
  readonly namespace: string;
  readonly to: OneOrMany | undefined;
  readonly except: OneOrMany | undefined;
  readonly event: string;
  readonly args: readonly unknown[];
}

/**
 * Lets clients come back after a short loss of the connection as if they had never been away: remembers who they were,
 * and what was emitted. Both lists are in order of expiry, and cleared from the front whenever one of them is used.
 */
export class RecoveryLog {
  private readonly duration: number;
  private readonly maxPackets: number;
  private readonly saved = new Map<string, { readonly state: SavedState; readonly expires: number }>();
  private events: LoggedEvent[] = [];
  private lastOffset = 0;
  /** Offsets of another process must not be mistaken for ours. */
  private readonly prefix: string;

  constructor({ maxDisconnectionDuration = 120_000, maxPackets = 10_000 }: RecoveryOptions = {}) {
    this.duration = maxDisconnectionDuration;
    this.maxPackets = maxPackets;
    this.prefix = `${Date.now().toString(36)}-${Math.floor(Math.random() * 2 ** 32).toString(36)}-`;
  }

  /** Logs an event. Returns the offset that travels as its last argument. */
  record(
    namespace: string,
    event: string,
    args: readonly unknown[],
    to: OneOrMany | undefined,
    except: OneOrMany | undefined,
  ): string {
    this.purge();
    this.lastOffset += 1;
    const offset = this.prefix + this.lastOffset.toString(36);
    this.events.push({ offset, expires: Date.now() + this.duration, namespace, to, except, event, args });
    return offset;
  }

  save(state: SavedState): void {
    this.purge();
    this.saved.delete(state.pid);
    this.saved.set(state.pid, { state, expires: Date.now() + this.duration });
  }

  /** Gives the state back, once. Undefined when it is unknown, too old, or events are missing from the log. */
  restore(pid: string, offset: string, namespace: string): RestoredState | undefined {
    this.purge();
    const state = this.saved.get(pid)?.state;
    if (state === undefined || state.namespace !== namespace) return undefined;
    const position = this.events.findIndex((logged) => logged.offset === offset);
    if (position === -1) return undefined;
    this.saved.delete(pid);
    const missed = this.events.slice(position + 1).filter((logged) => wasFor(logged, state));
    return { ...state, missed: missed.map(({ event, args, offset: at }) => [event, ...args, at] as const) };
  }

  private purge(): void {
    const now = Date.now();
    for (const [pid, { expires }] of this.saved) {
      if (expires > now) break;
      this.saved.delete(pid);
    }
    let stale = Math.max(0, this.events.length - this.maxPackets);
    while (stale < this.events.length && this.events[stale]!.expires <= now) stale += 1;
    // Moving the rest is dear: it is done when there is something to gain.
    if (stale > 0 && (stale >= this.events.length / 4 || stale > 1000)) this.events = this.events.slice(stale);
  }
}

function wasFor(logged: LoggedEvent, { sid, namespace, rooms }: SavedState): boolean {
  if (logged.namespace !== namespace) return false;
  const isMeant = (names: OneOrMany) =>
    (typeof names === 'string' ? [names] : names).some((name) => name === sid || rooms.includes(name));
  return (logged.to === undefined || isMeant(logged.to)) && (logged.except === undefined || !isMeant(logged.except));
}

/**
 * Delivers an event to one client after the other: those who can come back get its offset behind the arguments. Either
 * form is encoded when it is first needed.
 */
export function deliverWithOffset(
  host: Host,
  event: string,
  args: readonly unknown[],
  offset: string,
  flags: Flags,
): (client: Recipient) => void {
  let plain: unknown;
  let withOffset: unknown;
  return (client) => {
    const { namespace, pid } = client;
    if (pid === undefined) plain ??= host.encode(namespace, event, args, flags);
    else withOffset ??= host.encode(namespace, event, [...args, offset], flags);
    client.deliver(pid === undefined ? plain : withOffset, flags);
  };
}

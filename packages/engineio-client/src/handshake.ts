import { unexpected } from './errors.js';

/** What the server says when it opens a session. */
export interface Handshake {
  readonly sid: string;
  readonly upgrades: readonly string[];
  /** Milliseconds between the server's pings. */
  readonly pingInterval: number;
  /** Milliseconds that the server waits for a pong. */
  readonly pingTimeout: number;
  /** Bytes that the server takes in one POST. */
  readonly maxPayload: number;
}

/** @throws ConnectionError when the text is no handshake. */
export function readHandshake(text: string): Handshake {
  try {
    // Servers of older versions do not tell how much they take.
    const { sid, upgrades, pingInterval, pingTimeout, maxPayload = Infinity } = JSON.parse(text);
    if (sid && typeof sid === 'string' && [pingInterval, pingTimeout, maxPayload].every(isAmount)) {
      return { sid, upgrades: [upgrades].flat(), pingInterval, pingTimeout, maxPayload: maxPayload || Infinity };
    }
  } catch {
    // Answered below, as everything else that is no handshake.
  }
  throw unexpected();
}

/** A time as text would be joined to the clock, not added. */
function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0;
}

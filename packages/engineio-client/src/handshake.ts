import { ConnectionError } from './errors.js';

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
  let found: Partial<Handshake> | null = null;
  try {
    found = JSON.parse(text);
  } catch {
    // Answered below.
  }
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = found ?? {};
  if (typeof sid !== 'string' || !isDuration(pingInterval) || !isDuration(pingTimeout)) {
    throw new ConnectionError('Unexpected response from server');
  }
  return {
    sid,
    upgrades: Array.isArray(upgrades) ? upgrades : [],
    pingInterval,
    pingTimeout,
    // Servers of older versions do not tell.
    maxPayload: maxPayload || Number.POSITIVE_INFINITY,
  };
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}

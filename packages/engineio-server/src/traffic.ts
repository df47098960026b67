/** Totals since the engine was made; unboxed, so that counting costs next to nothing. */
export type Counters = Float64Array;

export const PACKETS_IN = 0;
export const PACKETS_OUT = 1;
export const BYTES_IN = 2;
export const BYTES_OUT = 3;
export const OPENED = 4;
export const CLOSED = 5;
export const UPGRADED = 6;
export const REFUSED = 7;

export function createCounters(): Counters {
  return new Float64Array(8);
}

/** What an engine has done so far, and what it carries now. */
export interface EngineStats {
  /** Messages received and sent, the latter once per recipient. */
  readonly packetsIn: number;
  readonly packetsOut: number;
  /** Bytes of messages received; bytes of frames and bodies handed to the network. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Sessions opened, closed and moved to WebSocket, and handshakes or requests turned down. */
  readonly opened: number;
  readonly closed: number;
  readonly upgraded: number;
  readonly refused: number;
  /** Sessions that are open now, per transport. */
  readonly polling: number;
  readonly websocket: number;
}

/** Reads the counters, and looks at every session. */
export function statsOf(counters: Counters, sessions: Iterable<{ readonly transport: string }>): EngineStats {
  let polling = 0;
  let websocket = 0;
  for (const session of sessions) {
    if (session.transport === 'polling') polling++;
    else websocket++;
  }
  return {
    packetsIn: counters[PACKETS_IN]!,
    packetsOut: counters[PACKETS_OUT]!,
    bytesIn: counters[BYTES_IN]!,
    bytesOut: counters[BYTES_OUT]!,
    opened: counters[OPENED]!,
    closed: counters[CLOSED]!,
    upgraded: counters[UPGRADED]!,
    refused: counters[REFUSED]!,
    polling,
    websocket,
  };
}

/** What a client in a page does with a server, and what it must find out: the same for every pair of client and server. */

export type Transports = ('polling' | 'websocket')[];

export interface Findings {
  /** How the connection ended up travelling. */
  transport: string;
  text: unknown;
  unicode: unknown;
  several: unknown;
  /** Bytes that the server turned around. */
  bytes: number[];
  /** Bytes inside of other data, in an event of the server's own. */
  nested: unknown;
  /** What went out and what came in while the transport was upgraded, in order. */
  counted: number[];
  room: unknown;
  namespace: unknown;
  refusal: unknown;
  /** Whether the server's goodbye was heard. */
  dismissed: boolean;
}

export const COUNT = 200;
export const UNICODE = 'Grüße, 你好, 👩‍👩‍👧, \u2028, \u0000, "quotes"';

export const expected = (transport: string): Findings => ({
  transport,
  text: 'hello',
  unicode: UNICODE,
  several: [1, 'two', { three: null }],
  bytes: [255, 128, 3, 2, 1, 0],
  nested: { name: 'nested', parts: [[1, 2], [3]] },
  counted: Array.from({ length: COUNT }, (_, i) => i),
  room: 'to the room',
  namespace: 'from /custom',
  refusal: { message: 'not today', data: { retryAfter: 60 } },
  dismissed: true,
});

/** Bytes as numbers, wherever they are, so that they can be compared outside of the page. */
export function plain(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

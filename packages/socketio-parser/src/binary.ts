import { SocketIOError } from './errors.js';
import { DEFAULT_MAX_DEPTH } from './options.js';

/** Stands in the JSON for a binary attachment. */
export interface Placeholder {
  readonly _placeholder: true;
  readonly num: number;
}

/**
 * The bytes of a binary value, or `undefined` for a value that JSON takes: any view (Buffer, Uint8Array, DataView, ...)
 * stands for the bytes it shows, an ArrayBuffer for all of its.
 */
export function bytesOf(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // By tag and not by class: buffers of another realm (a vm context, an iframe) are buffers too.
  switch (Object.prototype.toString.call(value)) {
    case '[object ArrayBuffer]':
      return new Uint8Array(value as ArrayBuffer);
    case '[object Blob]':
    case '[object File]':
      throw new SocketIOError(
        'INVALID_ARGUMENT',
        'a Blob cannot be sent: its bytes are only known later; send await blob.arrayBuffer() instead',
      );
    default:
      return undefined;
  }
}

/**
 * Whether data holds binary values, so that it needs attachments.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` for data nested too deep, circular data among it, and for a Blob.
 */
export function hasBinary(value: unknown): boolean {
  return typeof value === 'object' && value !== null && objectHasBinary(value, DEFAULT_MAX_DEPTH);
}

/** Runs for every object that is sent: looks at primitive members without a call, and asks plain objects nothing. */
function objectHasBinary(value: object, levels: number): boolean {
  if (levels === 0) throw tooDeep();
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (typeof item === 'object' && item !== null && objectHasBinary(item, levels - 1)) return true;
    }
    return false;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) {
    if (bytesOf(value) !== undefined) return true;
    if (value instanceof Date) return false;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return resultHasBinary(toJSON.call(value, ''), levels);
  }
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (typeof item === 'object' && item !== null) {
      if (objectHasBinary(item, levels - 1)) return true;
    } else if (key === 'toJSON' && typeof item === 'function') return resultHasBinary(item.call(value, ''), levels);
  }
  return false;
}

function resultHasBinary(result: unknown, levels: number): boolean {
  return typeof result === 'object' && result !== null && objectHasBinary(result, levels - 1);
}

/**
 * A copy of data in which placeholders stand for its binary values, numbered depth first; their bytes go to `out`.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` for data nested too deep, for a Blob, and for data that looks like a
 *   placeholder itself: every receiver would have to take it for one.
 */
export function extractBinary(value: unknown, out: Uint8Array[], levels = DEFAULT_MAX_DEPTH, key = ''): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) throw tooDeep();
  if (Array.isArray(value)) return value.map((item, i) => extractBinary(item, out, levels - 1, String(i)));
  const bytes = bytesOf(value);
  if (bytes !== undefined) return { _placeholder: true, num: out.push(bytes) - 1 } satisfies Placeholder;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return extractBinary(toJSON.call(value, key), out, levels - 1, key);
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return value;
  return extractFromObject(value as Record<string, unknown>, out, levels);
}

function extractFromObject(value: Record<string, unknown>, out: Uint8Array[], levels: number): object {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) setOwn(copy, key, extractBinary(value[key], out, levels - 1, key));
  if (copy['_placeholder'] === true) {
    throw new SocketIOError(
      'INVALID_ARGUMENT',
      'data beside binary values must not hold objects with "_placeholder": true, which the protocol reserves',
    );
  }
  return copy;
}

/** Sets an own property whatever its name is; plain assignment of `__proto__` would change the prototype. */
export function setOwn(target: object, key: string | number, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else (target as Record<string | number, unknown>)[key] = value;
}

function tooDeep(): SocketIOError {
  return new SocketIOError(
    'INVALID_ARGUMENT',
    `data is circular or nested deeper than ${DEFAULT_MAX_DEPTH} levels, so it cannot be sent`,
  );
}

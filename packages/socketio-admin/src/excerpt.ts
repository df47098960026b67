import { HIDDEN, isSecret } from './redaction.js';

const MOST_VALUES = 500;
const MOST_CHARACTERS = 2000;
const DEEPEST = 10;
const CUT = '…';

/**
 * A copy of a value for the eyes of an administrator: no secrets, sizes in the place of bytes, and never large or
 * unsendable, whatever the application and its clients keep and send.
 */
export function excerpt(value: unknown): unknown {
  try {
    return new Excerpt().of(value, 0);
  } catch {
    return '(cannot be shown)';
  }
}

class Excerpt {
  #left = MOST_VALUES;

  of(value: unknown, depth: number): unknown {
    if (this.#left <= 0) return CUT;
    this.#left -= 1;
    switch (typeof value) {
      case 'string':
        return value.length > MOST_CHARACTERS
          ? `${value.slice(0, MOST_CHARACTERS)}${CUT} (${value.length} characters)`
          : value;
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        return value;
      case 'object':
        return value === null ? null : this.#object(value, depth);
      case 'undefined':
        return null;
      case 'bigint':
        return String(value);
      default:
        return `(${typeof value})`;
    }
  }

  #object(value: object, depth: number): unknown {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
    if (depth >= DEEPEST) return CUT;
    if (value instanceof Map || value instanceof Set) return this.#list(value, depth);
    if (Array.isArray(value)) return this.#list(value, depth);
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.of(toJSON.call(value), depth + 1);
    const entries: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(value)) {
      if (this.#left <= 0) break;
      entries.push([name, isSecret(name) && typeof inner !== 'boolean' ? HIDDEN : this.of(inner, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  #list(values: Iterable<unknown>, depth: number): unknown[] {
    const list: unknown[] = [];
    for (const value of values) {
      list.push(this.of(value, depth + 1));
      if (this.#left <= 0) break;
    }
    return list;
  }
}

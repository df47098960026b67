import { HIDDEN, isSecret, withoutSecrets } from './redaction.js';

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
        return this.#text(value);
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

  #text(value: string): string {
    const isLong = value.length > MOST_CHARACTERS;
    const shown = isLong ? `${value.slice(0, MOST_CHARACTERS)}${CUT} (${value.length} characters)` : value;
    return /^[a-z][a-z\d+.-]*:\/\//i.test(shown) ? withoutSecrets(shown) : shown;
  }

  #object(value: object, depth: number): unknown {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`;
    if (depth >= DEEPEST) return CUT;
    if (value instanceof Map) return this.#list(this.#entries(value), depth);
    if (value instanceof Set) return this.#list(value, depth);
    if (Array.isArray(value)) return this.#list(value, depth);
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.of(toJSON.call(value), depth + 1);
    const entries: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(value)) {
      if (this.#left <= 0) break;
      entries.push([name, isHidden(name, inner) ? HIDDEN : this.of(inner, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  *#entries(map: ReadonlyMap<unknown, unknown>): Iterable<[unknown, unknown]> {
    for (const [name, inner] of map) yield [name, typeof name === 'string' && isHidden(name, inner) ? HIDDEN : inner];
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

function isHidden(name: string, value: unknown): boolean {
  return isSecret(name) && typeof value !== 'boolean';
}

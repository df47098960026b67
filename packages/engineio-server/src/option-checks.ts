/** What a timer can wait; longer and Node would fire at once. */
export const LONGEST = 2 ** 31 - 1;

/** Milliseconds that a timer can wait. */
export function duration(name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= LONGEST) return value;
  throw wrong(name, `must be a number of milliseconds from 1 to ${LONGEST}`, value, 'number');
}

/** A number of at least `least`. */
export function atLeast(least: number, name: string, value: unknown): number {
  if (typeof value === 'number' && value >= least) return value;
  throw wrong(name, `must be a number of at least ${least}`, value, 'number');
}

export function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'must be true or false', value);
}

export function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrong(name, 'must be a string', value);
}

/** A function, or nothing. */
export function hook<F>(name: string, value: F): F | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'function') return value;
  throw wrong(name, 'must be a function', value);
}

/** Those of a list that is not empty, each once. */
export function subset<T>(name: string, values: unknown, known: readonly T[]): readonly T[] {
  if (!Array.isArray(values)) throw wrong(name, `must be a list of ${known.join(', ')}`, values);
  const unknown = values.find((value) => !known.includes(value));
  if (unknown !== undefined) throw new TypeError(`${name}: ${String(unknown)} is none of ${known.join(', ')}`);
  if (values.length === 0) throw new TypeError(`${name} must not be empty`);
  return [...new Set(values as T[])];
}

/** An error that says which option has an impossible value; a RangeError if only its size is wrong. */
export function wrong(name: string, rule: string, value: unknown, type?: string): Error {
  const Kind = typeof value === type ? RangeError : TypeError;
  return new Kind(`${name} ${rule}, not ${shown(value)}`);
}

/** A value as an error message shows it. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value);
  return Array.isArray(value) ? 'a list' : typeof value === 'function' ? 'a function' : 'an object';
}

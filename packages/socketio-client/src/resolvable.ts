import type { Resolvable } from './options.js';

/** The value, asked for anew if a function gives it. */
export async function resolve<T>(value: Resolvable<T>): Promise<T> {
  return typeof value === 'function' ? await (value as () => T | Promise<T>)() : value;
}

/** From here on `JSON.stringify` is faster than a look at every character. */
const LONG = 256;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON escapes
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * `JSON.stringify` of an array, item by item: names, strings and numbers, of which most events consist, take less time
 * alone than in an array.
 */
export function stringifyArray(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : closeArray(`[${stringifyItem(items[0])}`, items, 1);
}

/** An array that was opened with its first item, with the items from `start` on behind it. */
export function closeArray(opening: string, items: readonly unknown[], start: number): string {
  let text = opening;
  for (let i = start; i < items.length; i++) text += `,${stringifyItem(items[i])}`;
  return `${text}]`;
}

export function stringifyItem(item: unknown): string {
  if (typeof item === 'string') {
    return item.length < LONG && !NEEDS_ESCAPE.test(item) ? `"${item}"` : JSON.stringify(item);
  }
  if (typeof item === 'number') return Number.isFinite(item) ? String(item) : 'null';
  // What JSON cannot show (undefined, functions, symbols) is null inside an array.
  return JSON.stringify(item) ?? 'null';
}

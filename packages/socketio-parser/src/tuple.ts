const BRAND: unique symbol = Symbol.for('@x/tuple') as never;

/**
 * Several values that travel as several arguments. A plain array is ONE argument; a tuple is as many as it holds.
 *
 * Made by {@link tuple}. The property is a mark for the compiler only and has no counterpart at run time.
 */
export interface Tuple<A extends readonly unknown[] = readonly unknown[]> {
  readonly '~tuple': A;
}

class Items {
  readonly [BRAND] = true;
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }

  /** JSON has no tuples: one that strays into nested data becomes an array there. */
  toJSON(): readonly unknown[] {
    return this.items;
  }
}

/**
 * Marks values as several arguments of an event, or as several values of an acknowledgement.
 *
 * @example
 * await sio.emit('move', tuple(3, 4)); // the handler is called with (3, 4)
 */
export function tuple<A extends unknown[]>(...items: A): Tuple<A> {
  return new Items(items) as unknown as Tuple<A>;
}

/** Whether a value was made by {@link tuple}, in this or another copy of this package. */
export function isTuple(value: unknown): value is Tuple {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** The arguments that a value stands for: a tuple is its items, `undefined` is none, anything else is one. */
export function toArguments(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return isTuple(value) ? (value as unknown as Items).items : [value];
}

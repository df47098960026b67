import { describe, expect, it, vi } from 'vitest';
import { isTuple, toArguments, tuple } from '../src/index.js';

describe('a tuple', () => {
  it('stands for several arguments, anything else for one, undefined for none', () => {
    expect(toArguments(tuple(1, 'two'))).toEqual([1, 'two']);
    expect(toArguments(tuple())).toEqual([]);
    expect(toArguments([1, 2])).toEqual([[1, 2]]);
    expect(toArguments(null)).toEqual([null]);
    expect(toArguments(undefined)).toEqual([]);
  });

  it('is recognised by nothing that an application could send by accident', () => {
    for (const value of [[1], { items: [1] }, 'x', null, undefined, 0, Object.create(null)])
      expect(isTuple(value)).toBe(false);
    expect(isTuple(tuple())).toBe(true);
  });

  it('of another copy of this package is a tuple too', async () => {
    vi.resetModules();
    const other = await import('../src/tuple.js');
    expect(other.tuple).not.toBe(tuple);
    expect(isTuple(other.tuple(1))).toBe(true);
    expect(toArguments(other.tuple(1, 2))).toEqual([1, 2]);
  });
});

import { describe, expect, it } from 'vitest';
import { median, percentile, sameRoundRatios, summarise } from '../src/statistics.js';

describe('the median', () => {
  it('is the middle value whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 9, 100])).toBe(10);
  });

  it('is the mean of the middle two for an even count', () => {
    expect(median([1, 2, 10, 4])).toBe(3);
  });

  it('is not a number for no values', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('is the nearest rank', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
  });

  it('is the only value where there is one', () => {
    expect(percentile([7], 0.01)).toBe(7);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('sorts by number, not by text', () => {
    expect(percentile([9, 10, 100], 0.34)).toBe(10);
  });
});

describe('same-round ratios', () => {
  it('divide what was measured in the same round', () => {
    expect(sameRoundRatios([10, 20, 40], [5, 5, 10])).toEqual([2, 4, 4]);
  });

  it('leave out rounds in which a sample failed', () => {
    expect(sameRoundRatios([10, undefined, 40], [5, 5, undefined])).toEqual([2]);
  });

  it('leave out a figure of zero, which nothing can be divided by', () => {
    expect(sameRoundRatios([10], [0])).toEqual([]);
  });
});

it('a summary has the spread beside the median', () => {
  expect(summarise([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, count: 3 });
});

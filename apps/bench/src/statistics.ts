/** Order statistics. Medians rather than means: on a shared machine the outliers are somebody else's work. */

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** The middle value, or the mean of the two in the middle. NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest value that at least `share` of the values do not exceed (nearest rank). NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const rank = Math.max(1, Math.ceil(share * values.length));
  return ascending(values)[Math.min(rank, values.length) - 1]!;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

export function summarise(values: readonly number[]): Summary {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), count: values.length };
}

/**
 * Ratios of samples that were taken in the same round. A round that lacks either sample gives none: a slow minute of
 * the machine hits both sides of a ratio, which is what makes ratios steadier than the figures they are made of.
 */
export function sameRoundRatios(
  numerators: readonly (number | undefined)[],
  denominators: readonly (number | undefined)[],
): number[] {
  const ratios: number[] = [];
  for (const [round, numerator] of numerators.entries()) {
    const denominator = denominators[round];
    if (numerator !== undefined && denominator !== undefined && denominator > 0) ratios.push(numerator / denominator);
  }
  return ratios;
}

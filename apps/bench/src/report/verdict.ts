import type { Comparison, Results } from '../results.js';
import { isShare } from '../scenario.js';
import { goalText } from './format.js';
import { headlineLabel } from './headlines.js';

export interface Missed {
  readonly label: string;
  /** What was measured, and what was asked for. */
  readonly text: string;
}

/** With one digit more than elsewhere: what just misses its goal must not look as if it reached it. */
function judgedText({ measure, figures, ratio }: Comparison): string {
  const value = measure.goal?.kind === 'value' ? figures.ours : ratio;
  const unit = measure.goal?.kind === 'value' ? ` ${measure.unit}` : isShare(measure) ? '' : '×';
  return `${value?.median.toFixed(3)}${unit}, goal ${goalText(measure.goal, measure.unit)}`;
}

/** How many goals were reached, and which were not; undefined where none was judged. */
export function verdictOf({ scenarios }: Results): { summary: string; missed: readonly Missed[] } | undefined {
  const judged = scenarios.flatMap(({ name, comparisons }) =>
    comparisons.filter(({ verdict }) => verdict !== 'none').map((comparison) => ({ name, comparison })),
  );
  if (judged.length === 0) return undefined;
  const missed = judged
    .filter(({ comparison }) => comparison.verdict === 'miss')
    .map(({ name, comparison }) => ({
      label: headlineLabel(name, comparison.measure),
      text: judgedText(comparison),
    }));
  const reached = `${judged.length - missed.length} of ${judged.length} goals reached`;
  return { summary: missed.length > 0 ? `${reached}; missed:` : reached, missed };
}

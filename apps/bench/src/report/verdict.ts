import { type Comparison, failuresOf, type Results } from '../results.js';
import { isShare } from '../scenario.js';
import { counted, goalText, spreadText, targetText } from './format.js';
import { headlineLabel } from './headlines.js';

export interface Missed {
  readonly label: string;
  /** What was measured, and what was asked for. */
  readonly text: string;
}

/** With one digit more than elsewhere: what just misses its goal must not look as if it reached it. */
function judgedText({ measure, figures, ratio, unsure }: Comparison): string {
  const value = measure.goal?.kind === 'value' ? figures.ours : ratio;
  const unit = measure.goal?.kind === 'value' ? ` ${measure.unit}` : isShare(measure) ? '' : '×';
  const goal = goalText(measure.goal, measure.unit);
  return `${value?.median.toFixed(3)}${unit}, goal ${goal}${unsure ? `, unsure: ${spreadText(value)}` : ''}`;
}

/** One line for each scenario and target that failed, with the first line of its first reason. */
function failedLines({ scenarios }: Results): string[] {
  const lines = new Map<string, string>();
  for (const { name, target, reason } of failuresOf(scenarios)) {
    const key = `${name}: failed: ${targetText(target)}`;
    if (!lines.has(key)) lines.set(key, `${key}: ${reason.split('\n', 1)[0]}`);
  }
  return [...lines.values()];
}

export interface RunVerdict {
  readonly summary: string;
  readonly missed: readonly Missed[];
  readonly failed: readonly string[];
}

/** How many goals were reached, which were not, and what failed; undefined where there is nothing to tell. */
export function verdictOf(results: Results): RunVerdict | undefined {
  const judged = results.scenarios.flatMap(({ name, comparisons }) =>
    comparisons.filter(({ verdict }) => verdict !== 'none').map((comparison) => ({ name, comparison })),
  );
  const failed = failedLines(results);
  if (judged.length === 0 && failed.length === 0) return undefined;
  const reached = judged.filter(({ comparison }) => comparison.verdict === 'pass').map(({ comparison }) => comparison);
  const unsure = reached.filter((comparison) => comparison.unsure).length;
  const missed = judged
    .filter(({ comparison }) => comparison.verdict === 'miss')
    .map(({ name, comparison }) => ({
      label: headlineLabel(name, comparison.measure),
      text: judgedText(comparison),
    }));
  const goals = `${reached.length} of ${counted(judged.length, 'goal')} reached${unsure > 0 ? `, ${unsure} unsure` : ''}`;
  return { summary: missed.length > 0 ? `${goals}; missed:` : goals, missed, failed };
}

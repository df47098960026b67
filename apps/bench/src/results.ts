import type { Environment } from './environment.js';
import type { TargetName } from './messages.js';
import { type Goal, type Group, isShare, type Measure, type Sample, type Scenario } from './scenario.js';
import { type Summary, sameRoundRatios, summarise } from './statistics.js';

export interface TargetResult {
  readonly target: TargetName;
  /** One per round; absent where the sample failed. */
  readonly samples: readonly (Sample | undefined)[];
  readonly failures: readonly string[];
}

/** `failed` where what the goal is about was to be measured and was not; `none` where it was not to be. */
export type Verdict = 'pass' | 'miss' | 'failed' | 'none';

/** One measure of one scenario, all targets side by side. */
export interface Comparison {
  readonly measure: Measure;
  readonly figures: Readonly<Partial<Record<TargetName, Summary>>>;
  /** How many times less than socket.io's ours is, for costs; which share of it, for memory. */
  readonly ratio: Summary | undefined;
  /** The same ratio for the ceiling: what bare ws, node:http or JSON reach with the same bytes. */
  readonly ceiling: Summary | undefined;
  /** How many times less than the other checkout's ours is. */
  readonly againstBase: Summary | undefined;
  /** By the median over the rounds. */
  readonly verdict: Verdict;
  /** The goal lies inside the spread: some rounds reached it and some did not. */
  readonly unsure: boolean;
}

export interface ScenarioResult {
  readonly name: string;
  readonly group: Group;
  readonly what: string;
  readonly targets: readonly TargetResult[];
  readonly comparisons: readonly Comparison[];
}

export interface Results {
  readonly schema: 1;
  readonly environment: Environment;
  readonly rounds: number;
  readonly window: number;
  readonly profiled: boolean;
  readonly scenarios: readonly ScenarioResult[];
}

function valuesOf(targets: readonly TargetResult[], name: TargetName, key: string): (number | undefined)[] {
  return targets.find(({ target }) => target === name)?.samples.map((sample) => sample?.[key]) ?? [];
}

function summary(values: readonly (number | undefined)[]): Summary | undefined {
  const present = values.filter((value) => value !== undefined && Number.isFinite(value));
  return present.length > 0 ? summarise(present as number[]) : undefined;
}

type Judgement = Pick<Comparison, 'verdict' | 'unsure'>;

export function judge(goal: Goal | undefined, ratio: Summary | undefined, figure: Summary | undefined): Judgement {
  const judged = goal?.kind === 'value' ? figure : ratio;
  if (!goal || !judged) return { verdict: 'none', unsure: false };
  const reaches = (value: number) => (goal.kind === 'times' ? value >= goal.atLeast : value <= goal.atMost);
  return {
    verdict: reaches(judged.median) ? 'pass' : 'miss',
    unsure: reaches(judged.min) !== reaches(judged.max),
  };
}

const FAILED: Judgement = { verdict: 'failed', unsure: false };

/** Whether what a goal is about was asked for, and one or more samples of it failed. */
function lacks({ goal }: Measure, targets: readonly TargetResult[]): boolean {
  const names: readonly TargetName[] = goal?.kind === 'value' ? ['ours'] : ['socket.io', 'ours'];
  const judged = targets.filter(({ target }) => names.includes(target));
  if (!goal || judged.length < names.length) return false;
  return judged.some(({ samples }) => samples.includes(undefined));
}

export function compare(measure: Measure, targets: readonly TargetResult[]): Comparison {
  const of = (name: TargetName) => valuesOf(targets, name, measure.key);
  const against = (reference: TargetName, name: TargetName) =>
    summary(isShare(measure) ? sameRoundRatios(of(name), of(reference)) : sameRoundRatios(of(reference), of(name)));
  const figures: Partial<Record<TargetName, Summary>> = {};
  for (const { target } of targets) {
    const figure = summary(of(target));
    if (figure) figures[target] = figure;
  }
  const ratio = against('socket.io', 'ours');
  return {
    measure,
    figures,
    ratio,
    ceiling: against('socket.io', 'ws') ?? against('socket.io', 'http') ?? against('socket.io', 'json'),
    againstBase: summary(sameRoundRatios(of('base'), of('ours'))),
    ...(lacks(measure, targets) ? FAILED : judge(measure.goal, ratio, figures.ours)),
  };
}

export interface Failure {
  readonly name: string;
  readonly target: TargetName;
  readonly reason: string;
}

/** One per sample that was not taken. */
export function failuresOf(scenarios: readonly ScenarioResult[]): readonly Failure[] {
  return scenarios.flatMap(({ name, targets }) =>
    targets.flatMap(({ target, failures }) => failures.map((reason) => ({ name, target, reason }))),
  );
}

export function scenarioResult(scenario: Scenario, targets: readonly TargetResult[]): ScenarioResult {
  const { name, group, what, measures } = scenario;
  return { name, group, what, targets, comparisons: measures.map((measure) => compare(measure, targets)) };
}

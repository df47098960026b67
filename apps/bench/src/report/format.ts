import type { Environment } from '../environment.js';
import type { TargetName } from '../messages.js';
import type { Comparison } from '../results.js';
import { type Goal, isShare, type Measure } from '../scenario.js';
import type { Summary } from '../statistics.js';

/** Figures as people read them: three significant digits, no false precision. */
export function figure(value: number | undefined, unit: Measure['unit']): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (unit === '/s') return `${compact(value)}/s`;
  if (unit === 'cores') return value.toFixed(2);
  return `${digits(value)} ${unit}`;
}

function digits(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function compact(value: number): string {
  if (value >= 1e6) return `${digits(value / 1e6)}M`;
  return value >= 1e4 ? `${digits(value / 1e3)}k` : value.toFixed(0);
}

export function ratioText({ measure }: Comparison, ratio: Summary | undefined): string {
  if (!ratio) return '–';
  const sign = isShare(measure) ? '' : '×';
  return `${ratio.median.toFixed(2)}${sign}`;
}

export function spreadText(ratio: Summary | undefined): string {
  return ratio && ratio.count > 1 ? `${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)}` : '';
}

export function goalText(goal: Goal | undefined, unit: Measure['unit']): string {
  if (!goal) return '';
  if (goal.kind === 'times') return `≥ ${goal.atLeast}×`;
  return goal.kind === 'share' ? `≤ ${goal.atMost}` : `≤ ${goal.atMost} ${unit}`;
}

/** `1 round`, `2 rounds`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** More work than cores before the run began: it was somebody else's. Empty on a machine that had room. */
export function busyText({ busyAtStart, cores }: Environment): string {
  if (busyAtStart <= cores) return '';
  return `The machine was busy at the start: load average ${busyAtStart.toFixed(2)} on ${counted(cores, 'core')}.`;
}

export const HOW_SURE =
  'On a busy machine the spread grows: believe a ratio only as far as its spread. Throughput and latency need a quiet one.';

/** `pass`, `miss, unsure`, and so on; empty where there is no goal. */
export function verdictText({ verdict, unsure }: Comparison): string {
  if (verdict === 'none') return '';
  return unsure ? `${verdict}, unsure` : verdict;
}

const NAMES: Record<TargetName, string> = {
  'socket.io': 'socket.io',
  ours: 'ours',
  base: 'base',
  ws: 'bare ws',
  http: 'bare http',
  json: 'bare JSON',
};

export function targetText(target: TargetName): string {
  return NAMES[target];
}

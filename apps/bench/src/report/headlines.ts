import type { Comparison, ScenarioResult } from '../results.js';
import { isShare, type Measure } from '../scenario.js';

/** What stands beside a cost so that a reader sees who was the bottleneck. */
export const COMPANY_KEYS = ['throughput', 'p50', 'p99', 'serverCores', 'loadCores'] as const;

function isHeadline({ measure }: Comparison, index: number): boolean {
  return index === 0 || measure.goal !== undefined || isShare(measure);
}

/** What is compared: a scenario's first measure, and every other that has a goal or is not mere company. */
export function headlinesOf({ comparisons }: ScenarioResult): readonly Comparison[] {
  return comparisons.filter(isHeadline);
}

/** CPU goes without saying. */
export function headlineLabel(name: string, { key, label }: Measure): string {
  return key === 'cpu' ? name : `${name} ${label}`;
}

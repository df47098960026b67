import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Arguments } from './arguments.js';
import type { Scenario } from './scenario.js';

const ARTIFACTS = fileURLToPath(new URL('../artifacts', import.meta.url));

/**
 * Where the results of a run go. What is not the whole benchmark (some scenarios, some targets, or under the profiler)
 * has a folder of its own, so that trying one thing does not cost the last whole run.
 */
export function resultsFolder(
  { out, targets, profile }: Pick<Arguments, 'out' | 'targets' | 'profile'>,
  chosen: readonly Scenario[],
  all: readonly Scenario[],
): string {
  if (out !== undefined) return resolve(out);
  const whole = chosen.length === all.length && targets === undefined && !profile;
  return whole ? ARTIFACTS : resolve(ARTIFACTS, 'partial');
}

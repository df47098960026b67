import type { TargetName } from './messages.js';
import { type ScenarioResult, scenarioResult, type TargetResult } from './results.js';
import type { Sample, SampleOptions, Scenario } from './scenario.js';

/** The targets in the order of one round: flipped every other time, so that none always goes first. */
export function orderOf(targets: readonly TargetName[], round: number): readonly TargetName[] {
  return round % 2 === 0 ? targets : [...targets].reverse();
}

/** A sample without the figure that a goal is about has failed, whoever took it. */
function complete({ measures }: Scenario, sample: Sample): Sample {
  const missing = measures.find(({ goal, key }) => goal && !Number.isFinite(sample[key]));
  if (missing) throw new Error(`no figure for ${missing.label}`);
  return sample;
}

/** Takes one sample per target and round. A sample that fails is reported and leaves a gap, the others go on. */
export async function measureScenario(
  scenario: Scenario,
  targets: readonly TargetName[],
  rounds: number,
  options: SampleOptions,
  progress: (text: string) => void,
): Promise<ScenarioResult> {
  const samples = new Map<TargetName, (Sample | undefined)[]>(targets.map((target) => [target, []]));
  const failures = new Map<TargetName, string[]>(targets.map((target) => [target, []]));
  for (let round = 0; round < rounds; round++) {
    for (const target of orderOf(targets, round)) {
      progress(`${scenario.name}, round ${round + 1} of ${rounds}: ${target}`);
      try {
        samples.get(target)!.push(complete(scenario, await scenario.sample(target, options)));
      } catch (error) {
        samples.get(target)!.push(undefined);
        failures.get(target)!.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  const results = targets.map(
    (target): TargetResult => ({ target, samples: samples.get(target)!, failures: failures.get(target)! }),
  );
  return scenarioResult(scenario, results);
}

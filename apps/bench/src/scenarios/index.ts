import { mostConnections } from '../environment.js';
import type { Scenario } from '../scenario.js';
import { GROUPS } from '../scenario.js';
import { clientScenarios } from './client.js';
import { fairnessScenarios } from './fairness.js';
import { memoryScenarios } from './memory.js';
import { parserScenarios } from './parser.js';
import { payloadScenarios } from './payload.js';
import { scalingScenarios } from './scaling.js';
import { trafficScenarios } from './traffic.js';

export function allScenarios(): readonly Scenario[] {
  return [
    ...trafficScenarios,
    ...memoryScenarios,
    ...fairnessScenarios,
    ...parserScenarios,
    ...clientScenarios,
    ...payloadScenarios,
    ...scalingScenarios(mostConnections()),
  ];
}

/** The scenarios of these names or groups, in the order of the whole. Throws for a name that is neither. */
export function choose(all: readonly Scenario[], names: readonly string[]): readonly Scenario[] {
  if (names.length === 0) return all;
  for (const name of names) {
    if (!all.some((scenario) => scenario.name === name || scenario.group === name)) {
      throw new RangeError(
        `there is no scenario or group "${name}": "pnpm bench --list" names them (${GROUPS.join(', ')})`,
      );
    }
  }
  return all.filter(({ name, group }) => names.includes(name) || names.includes(group));
}

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Arguments, readArguments, USAGE } from './arguments.js';
import { resultsFolder } from './artifacts.js';
import { readEnvironment } from './environment.js';
import type { TargetName } from './messages.js';
import { busiest, readProfile } from './profile.js';
import { resultsPage } from './report/html.js';
import { resultsText, scenarioText } from './report/terminal.js';
import { failuresOf, type Results, type ScenarioResult } from './results.js';
import { measureScenario } from './rounds.js';
import type { SampleOptions, Scenario } from './scenario.js';
import { allScenarios, choose } from './scenarios/index.js';

function targetsOf(scenario: Scenario, { targets, base }: Arguments): readonly TargetName[] {
  const offered = base === undefined ? scenario.targets : [...new Set([...scenario.targets, 'base' as const])];
  return targets ? offered.filter((target) => targets.includes(target)) : offered;
}

/** A folder per run, so that a summary speaks of this run alone. */
function profileFolder(folder: string): string {
  return resolve(folder, `profiles-${process.pid}`);
}

const MOST_FUNCTIONS = 15;

function profilesText(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const texts = files.map((name) => {
    const shares = busiest(readProfile(resolve(folder, name)), MOST_FUNCTIONS);
    const rows = shares.map(({ name: function_, share }) => `${(share * 100).toFixed(1).padStart(6)} %  ${function_}`);
    return [resolve(folder, name), ...rows].join('\n');
  });
  return texts.join('\n\n');
}

/** One line that is overwritten, on a terminal; nothing elsewhere. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

async function measureAll(chosen: readonly Scenario[], args: Arguments, folder: string): Promise<ScenarioResult[]> {
  const options: SampleOptions = {
    checkout: args.base,
    profile: args.profile ? profileFolder(folder) : undefined,
    window: args.window,
  };
  const results: ScenarioResult[] = [];
  for (const scenario of chosen) {
    const targets = targetsOf(scenario, args);
    const rounds = Math.min(args.rounds, scenario.mostRounds ?? args.rounds);
    const result = await measureScenario(scenario, targets, rounds, options, progress);
    progress('');
    console.log(`${scenarioText(result)}\n`);
    results.push(result);
  }
  return results;
}

function list(scenarios: readonly Scenario[]): string {
  return scenarios.map(({ name, group, what }) => `${name.padEnd(20)}${group.padEnd(12)}${what}`).join('\n');
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  const scenarios = allScenarios();
  if (args.help || args.list) {
    console.log(args.help ? USAGE : list(scenarios));
    return;
  }
  const chosen = choose(scenarios, args.only);
  const measurable = chosen.filter((scenario) => targetsOf(scenario, args).length > 0);
  if (measurable.length === 0) throw new RangeError('nothing to measure: no chosen scenario has any of these targets');
  const environment = readEnvironment();
  const folder = resultsFolder(args, chosen, scenarios);
  mkdirSync(folder, { recursive: true });
  const measured = await measureAll(measurable, args, folder);
  const { rounds, window, profile } = args;
  const results: Results = { schema: 1, environment, rounds, window, profiled: profile, scenarios: measured };
  if (profile) console.log(`${profilesText(profileFolder(folder))}\n`);
  console.log(resultsText(results));
  const json = resolve(folder, 'results.json');
  const html = resolve(folder, 'report.html');
  writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(html, resultsPage(results));
  console.log(`\n${json}\n${html}`);
  if (failuresOf(measured).length > 0) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

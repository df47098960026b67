import { describe, expect, it } from 'vitest';
import { readArguments } from '../src/arguments.js';
import type { Scenario } from '../src/scenario.js';
import { allScenarios, choose } from '../src/scenarios/index.js';

describe('the command line', () => {
  it('measures everything, three rounds of it, when nothing is said', () => {
    expect(readArguments([])).toMatchObject({ only: [], rounds: 3, window: 1500, targets: undefined, profile: false });
  });

  it('takes scenarios and options in any order', () => {
    const args = readArguments(['echo', '--rounds', '5', 'memory', '--targets', 'ours, ws', '--no-build']);
    expect(args).toMatchObject({ only: ['echo', 'memory'], rounds: 5, targets: ['ours', 'ws'] });
  });

  it('forgives the dashes that some script runners hand on', () => {
    expect(readArguments(['--', 'echo']).only).toEqual(['echo']);
  });

  it.each(['0', '51', '1.5', 'many', ''])('refuses %j rounds', (rounds) => {
    expect(() => readArguments(['--rounds', rounds])).toThrow('--rounds takes a whole number from 1 to 50');
  });

  it.each([
    ['--window', '50'],
    ['--window', '999999'],
  ])('refuses a window out of its bounds', (...argv) => {
    expect(() => readArguments(argv)).toThrow('--window takes a whole number from 100 to 30000');
  });

  it.each(['foo', 'ours,foo', ''])('refuses unknown targets: %j', (targets) => {
    expect(() => readArguments(['--targets', targets])).toThrow(
      /^--targets takes socket\.io, ours, ws, http, json, base, got "(foo)?"$/,
    );
  });

  it('refuses a base that is not built, and says what it lacks', () => {
    expect(() => readArguments(['--base', '/nonexistent'])).toThrow(
      '"/nonexistent" lacks packages/socketio-server/dist/index.js',
    );
  });

  it('refuses an option that it does not know', () => {
    expect(() => readArguments(['--fast'])).toThrow('--fast');
  });
});

describe('choosing scenarios', () => {
  const all = allScenarios();
  const names = (chosen: readonly Scenario[]) => chosen.map(({ name }) => name);

  it('takes names and groups, and keeps the order of the whole', () => {
    expect(names(choose(all, ['idle', 'echo']))).toEqual(['echo', 'idle']);
    expect(names(choose(all, ['polling']))).toEqual(['poll-echo', 'poll-connect']);
  });

  it('takes all when nothing is named', () => {
    expect(choose(all, [])).toBe(all);
  });

  it('names the groups when there is no such scenario', () => {
    expect(() => choose(all, ['ehco'])).toThrow('there is no scenario or group "ehco"');
  });

  it('has names that are unique and are no groups', () => {
    expect(new Set(names(all)).size).toBe(all.length);
    for (const { name, group } of all) expect(name).not.toBe(group);
  });
});

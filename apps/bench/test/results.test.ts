import { describe, expect, it } from 'vitest';
import { compare, judge, type TargetResult } from '../src/results.js';
import { measureScenario, orderOf } from '../src/rounds.js';
import type { Measure, Sample, Scenario } from '../src/scenario.js';

const cost: Measure = { key: 'cpu', label: 'CPU', unit: 'µs', better: 'lower', goal: { kind: 'times', atLeast: 4 } };
const heap: Measure = {
  key: 'heap',
  label: 'heap',
  unit: 'KiB',
  better: 'lower',
  goal: { kind: 'share', atMost: 0.4 },
};

function target(name: TargetResult['target'], samples: readonly (Sample | undefined)[]): TargetResult {
  return { target: name, samples, failures: [] };
}

describe('a comparison', () => {
  it('says how many times less than socket.io’s our cost is, beside the ceiling', () => {
    const comparison = compare(cost, [
      target('socket.io', [{ cpu: 8 }, { cpu: 20 }, { cpu: 9 }]),
      target('ours', [{ cpu: 2 }, { cpu: 4 }, { cpu: 2 }]),
      target('ws', [{ cpu: 1 }, { cpu: 2 }, { cpu: 1 }]),
    ]);
    expect(comparison.ratio).toEqual({ median: 4.5, min: 4, max: 5, count: 3 });
    expect(comparison.ceiling?.median).toBe(9);
    expect(comparison.figures.ours?.median).toBe(2);
    expect(comparison.verdict).toBe('pass');
  });

  it('says which share of socket.io’s memory ours is', () => {
    const comparison = compare(heap, [target('socket.io', [{ heap: 10 }]), target('ours', [{ heap: 4.5 }])]);
    expect(comparison.ratio?.median).toBe(0.45);
    expect(comparison.verdict).toBe('miss');
  });

  it('says how many times less than another checkout’s our cost is', () => {
    const comparison = compare(cost, [target('ours', [{ cpu: 2 }]), target('base', [{ cpu: 3 }])]);
    expect(comparison.againstBase?.median).toBe(1.5);
  });

  it('judges nothing where one side was not asked for', () => {
    const comparison = compare(cost, [target('ours', [{ cpu: 2 }])]);
    expect(comparison.ratio).toBeUndefined();
    expect(comparison.verdict).toBe('none');
  });

  it.each([[[undefined]], [[{ cpu: 8 }, undefined]]])(
    'has failed where a sample of one side is missing: %j',
    (samples) => {
      const ours = target('ours', [{ cpu: 2 }, { cpu: 2 }]);
      expect(compare(cost, [ours, target('socket.io', samples)]).verdict).toBe('failed');
    },
  );

  it('has not failed with its ceiling', () => {
    const sides = [target('ours', [{ cpu: 2 }]), target('socket.io', [{ cpu: 8 }])];
    expect(compare(cost, [...sides, target('ws', [undefined])]).verdict).toBe('pass');
  });
});

it('a bound is for our figure alone', () => {
  const figure = { median: 1.9, min: 1.5, max: 1.95, count: 3 };
  expect(judge({ kind: 'value', atMost: 2 }, undefined, figure)).toEqual({ verdict: 'pass', unsure: false });
  expect(judge({ kind: 'value', atMost: 1 }, undefined, figure)).toEqual({ verdict: 'miss', unsure: false });
  expect(judge({ kind: 'value', atMost: 1 }, undefined, undefined)).toEqual({ verdict: 'none', unsure: false });
});

it.each([
  [{ kind: 'times', atLeast: 2 }, 'pass', true],
  [{ kind: 'times', atLeast: 4 }, 'miss', true],
  [{ kind: 'times', atLeast: 1 }, 'pass', false],
  [{ kind: 'times', atLeast: 5.1 }, 'miss', false],
  [{ kind: 'share', atMost: 4 }, 'pass', true],
  [{ kind: 'share', atMost: 2 }, 'miss', true],
  [{ kind: 'share', atMost: 5 }, 'pass', false],
  [{ kind: 'share', atMost: 0.9 }, 'miss', false],
] as const)('a goal inside the spread is judged by the median, and unsure: %j', (goal, verdict, unsure) => {
  expect(judge(goal, { median: 3, min: 1, max: 5, count: 3 }, undefined)).toEqual({ verdict, unsure });
});

describe('rounds', () => {
  it('flip the order of the targets each time', () => {
    expect(orderOf(['socket.io', 'ours'], 0)).toEqual(['socket.io', 'ours']);
    expect(orderOf(['socket.io', 'ours'], 1)).toEqual(['ours', 'socket.io']);
  });

  it('go on when a sample fails, and keep its place empty', async () => {
    let count = 0;
    const taken: string[] = [];
    const scenario: Scenario = {
      name: 'x',
      group: 'traffic',
      what: '',
      targets: ['socket.io', 'ours'],
      measures: [cost],
      sample(name) {
        taken.push(name);
        count++;
        return count === 2 ? Promise.reject(new Error('no luck')) : Promise.resolve({ cpu: count });
      },
    };
    const options = { checkout: undefined, profile: undefined, window: 100 };
    const result = await measureScenario(scenario, scenario.targets, 2, options, () => {});
    expect(taken).toEqual(['socket.io', 'ours', 'ours', 'socket.io']);
    expect(result.targets).toEqual([
      { target: 'socket.io', samples: [{ cpu: 1 }, { cpu: 4 }], failures: [] },
      { target: 'ours', samples: [undefined, { cpu: 3 }], failures: ['no luck'] },
    ]);
    expect(result.comparisons[0]!.ratio).toEqual({ median: 4 / 3, min: 4 / 3, max: 4 / 3, count: 1 });
  });

  it('count a sample without a figure for its goal as failed', async () => {
    const scenario: Scenario = {
      name: 'x',
      group: 'traffic',
      what: '',
      targets: ['ours'],
      measures: [cost],
      sample: () => Promise.resolve({ cpu: 1 / 0 }),
    };
    const options = { checkout: undefined, profile: undefined, window: 100 };
    const { targets } = await measureScenario(scenario, ['ours'], 1, options, () => {});
    expect(targets).toEqual([{ target: 'ours', samples: [undefined], failures: ['no figure for CPU'] }]);
  });
});

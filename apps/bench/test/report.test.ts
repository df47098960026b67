import { describe, expect, it } from 'vitest';
import { busiest } from '../src/profile.js';
import { figure, goalText } from '../src/report/format.js';
import { resultsPage } from '../src/report/html.js';
import { resultsText, table } from '../src/report/terminal.js';
import { type Results, scenarioResult } from '../src/results.js';
import type { Scenario } from '../src/scenario.js';

const scenario: Scenario = {
  name: 'echo',
  group: 'traffic',
  what: 'less than <nothing>',
  targets: ['socket.io', 'ours', 'ws'],
  measures: [
    { key: 'cpu', label: 'CPU', unit: 'µs', better: 'lower', goal: { kind: 'times', atLeast: 4 } },
    { key: 'throughput', label: 'throughput', unit: '/s', better: 'higher' },
  ],
  sample: () => Promise.reject(new Error('not measured here')),
};

const results: Results = {
  schema: 1,
  environment: {
    date: '2026-01-02T03:04:05.678Z',
    revision: 'abc1234567',
    node: 'v20.19.0',
    cpu: 'a <fast> one',
    cores: 2,
    memoryGiB: 8,
    system: 'linux',
    busyAtStart: 0.5,
    versions: { ws: '8.0.0' },
  },
  rounds: 1,
  window: 1500,
  profiled: false,
  scenarios: [
    scenarioResult(scenario, [
      { target: 'socket.io', samples: [{ cpu: 9, throughput: 100_000 }], failures: [] },
      { target: 'ours', samples: [{ cpu: 2, throughput: 450_000 }], failures: [] },
      { target: 'ws', samples: [undefined], failures: ['it broke'] },
    ]),
  ],
};

const justMissed = scenarioResult(scenario, [
  { target: 'socket.io', samples: [{ cpu: 3.996 }], failures: [] },
  { target: 'ours', samples: [{ cpu: 1 }], failures: [] },
]);

const late = scenarioResult(
  {
    ...scenario,
    name: 'flood',
    measures: [
      { key: 'p50', label: 'polite p50', unit: 'ms', better: 'lower', goal: { kind: 'value', atMost: 2 } },
      { key: 'heap', label: 'heap', unit: 'KiB', better: 'lower', goal: { kind: 'share', atMost: 0.4 } },
    ],
  },
  [
    { target: 'socket.io', samples: [{ p50: 400, heap: 10 }], failures: [] },
    { target: 'ours', samples: [{ p50: 2.001, heap: 4.5 }], failures: [] },
  ],
);

describe('figures', () => {
  it('have three digits and their unit', () => {
    expect(figure(1.234, 'µs')).toBe('1.23 µs');
    expect(figure(12.34, 'KiB')).toBe('12.3 KiB');
    expect(figure(123.4, 'ns')).toBe('123 ns');
    expect(figure(1_234_567, '/s')).toBe('1.23M/s');
    expect(figure(undefined, 'ms')).toBe('–');
  });

  it('have goals that say which way they go', () => {
    expect(goalText({ kind: 'times', atLeast: 4 }, 'µs')).toBe('≥ 4×');
    expect(goalText({ kind: 'share', atMost: 0.4 }, 'KiB')).toBe('≤ 0.4');
    expect(goalText({ kind: 'value', atMost: 2 }, 'ms')).toBe('≤ 2 ms');
  });
});

describe('the terminal', () => {
  it('gets columns of one width', () => {
    expect(
      table([
        ['', 'b'],
        ['long', '10'],
      ]),
    ).toBe('       b\nlong  10');
  });

  it('sees figures, ratio, goal, verdict, and what failed', () => {
    const text = resultsText(results);
    expect(text).toMatch(/echo +9\.00 µs +2\.00 µs +– +4\.50× +– +≥ 4× +pass/);
    expect(text).toContain('FAILED echo, bare ws: it broke');
    expect(text).toContain('450k/s');
    expect(text).toMatch(/\n1 of 1 goal reached\necho: failed: bare ws: it broke$/);
  });

  it('says "1 round", and when the machine was busy before', () => {
    const [busy, environment] = [
      /The machine was busy at the start: load average 2\.50 on 2 cores\./,
      results.environment,
    ];
    const loaded = { ...results, environment: { ...environment, busyAtStart: 2.5 } };
    expect(resultsText(results)).toContain('1 round of 1500 ms');
    for (const print of [resultsText, resultsPage]) {
      expect(print(results)).not.toMatch(busy);
      expect(print(loaded)).toMatch(busy);
    }
  });

  it('ends with what was missed, by how much, however little that is', () => {
    const missed = { ...results, scenarios: [justMissed, late] };
    expect(resultsText(missed).split('\n\n').at(-1)).toBe(
      [
        '0 of 3 goals reached; missed:',
        '  echo              3.996×, goal ≥ 4×',
        '  flood polite p50  2.001 ms, goal ≤ 2 ms',
        '  flood heap        0.450, goal ≤ 0.4',
      ].join('\n'),
    );
    expect(resultsPage(missed)).toContain('<li><b>echo</b> 3.996×, goal ≥ 4×</li>');
  });
});

it('a verdict that some rounds contradict is unsure, and counts as it is', () => {
  const ours = { target: 'ours' as const, samples: [{ cpu: 1 }, { cpu: 1 }, { cpu: 1 }], failures: [] };
  const against = (name: string, ...costs: readonly number[]) =>
    scenarioResult({ ...scenario, name }, [
      { target: 'socket.io', samples: costs.map((cpu) => ({ cpu })), failures: [] },
      ours,
    ]);
  const run = { ...results, rounds: 3, scenarios: [against('echo', 3, 5, 5), against('noop', 3, 3, 5)] };
  const text = resultsText(run);
  expect(text).toMatch(/echo .* pass, unsure\n/);
  expect(text).toMatch(/noop .* miss, unsure\n/);
  expect(text.split('\n\n').at(-1)).toBe(
    '1 of 2 goals reached, 1 unsure; missed:\n  noop  3.000×, goal ≥ 4×, unsure: 3.00–5.00',
  );
  expect(resultsPage(run)).toContain('<td class="pass">pass, unsure</td>');
});

it('a goal whose scenario failed is not reached, and the report ends with the reason', () => {
  const failed = scenarioResult({ ...scenario, name: 'noop' }, [
    { target: 'socket.io', samples: [{ cpu: 9 }], failures: [] },
    { target: 'ours', samples: [undefined], failures: ['no <answer>\n  at somewhere'] },
  ]);
  const run = { ...results, scenarios: [...results.scenarios, failed] };
  const text = resultsText(run);
  expect(text).toMatch(/noop .* failed\n/);
  expect(text.split('\n\n').at(-1)).toBe(
    ['1 of 2 goals reached', 'echo: failed: bare ws: it broke', 'noop: failed: ours: no <answer>'].join('\n'),
  );
  expect(resultsPage(run)).toContain('<li><b>noop, ours</b> no &#60;answer&#62;');
});

describe('the page', () => {
  const page = resultsPage(results);

  it('needs nothing from anywhere else', () => {
    expect(page).not.toMatch(/(?:src|href)=|url\(|@import|<script/);
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('draws a bar per figure, the longest over the full width, and the goal', () => {
    const bars = [...page.matchAll(/class="bar ([\w-]+)" style="--length:([\d.]+)"/g)].map(([, name, length]) => [
      name,
      length,
    ]);
    expect(bars).toEqual([
      ['socket-io', '1.0000'],
      ['ours', '0.2222'],
    ]);
    expect(page).toContain('class="goal" style="--at:0.2500"');
  });

  it('explains the colours that it has', () => {
    const base = { target: 'base' as const, samples: [{ cpu: 3 }], failures: [] };
    expect(resultsPage({ ...results, scenarios: [scenarioResult(scenario, [base])] })).toContain('<i class="base">');
    expect(page).not.toContain('<i class="base">');
  });

  it('escapes what it did not make', () => {
    expect(page).toContain('a &#60;fast&#62; one');
    expect(page).not.toContain('<fast>');
    expect(page).not.toContain('<nothing>');
  });
});

it('a profile is summed up by function, idle time aside', () => {
  const frame = (functionName: string) => ({ functionName, url: 'file:///a/b.js', lineNumber: 4 });
  const nodes = [
    { id: 1, callFrame: frame('(idle)') },
    { id: 2, callFrame: frame('hot') },
    { id: 3, callFrame: frame('hot') },
    { id: 4, callFrame: frame('cool') },
  ];
  const profile = { nodes, samples: [1, 2, 3, 4], timeDeltas: [50, 10, 20, 10] };
  expect(busiest(profile, 2)).toEqual([
    { name: 'hot b.js:5', share: 0.75 },
    { name: 'cool b.js:5', share: 0.25 },
  ]);
});

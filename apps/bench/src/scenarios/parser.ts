import { Child } from '../child.js';
import type { ParserOrder, ParserReport } from '../parser/main.js';
import { OPERATIONS, type Operation } from '../parser/operations.js';
import { profileArguments } from '../profile.js';
import type { Goal, Scenario } from '../scenario.js';

/** For plain text. What has to be escaped, an object or an attachment costs what its JSON or its bytes do, which the ceiling shows. */
const GOAL: Goal = { kind: 'times', atLeast: 1.5 };

function parserScenario(direction: 'encode' | 'decode', { name, what, args }: Operation): Scenario {
  const isText = args.every((value) => typeof value === 'string');
  return {
    name: `${direction}-${name}`,
    group: 'parser',
    what: `${direction} ${what}`,
    targets: ['socket.io', 'ours', 'json'],
    measures: [
      {
        key: 'cpu',
        label: 'CPU',
        unit: 'ns',
        better: 'lower',
        goal: isText ? GOAL : undefined,
      },
      { key: 'throughput', label: 'throughput', unit: '/s', better: 'higher' },
    ],
    async sample(target, { checkout, profile, window }) {
      const child: Child<ParserOrder, ParserReport> = new Child('parser', profileArguments(profile, target));
      const order = { target, checkout, direction, operation: name, milliseconds: window / 3 };
      try {
        const report = await child.order({ type: 'measure', ...order }, 'measured');
        return { cpu: report.nanoseconds, throughput: report.perSecond };
      } finally {
        await child.stop({ type: 'stop', ...order });
      }
    },
  };
}

export const parserScenarios: readonly Scenario[] = [
  ...OPERATIONS.map((operation) => parserScenario('encode', operation)),
  ...OPERATIONS.map((operation) => parserScenario('decode', operation)),
];

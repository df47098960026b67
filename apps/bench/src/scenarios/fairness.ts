import { P50, P99, THROUGHPUT } from '../measures.js';
import type { Sample, Scenario } from '../scenario.js';
import { type TrafficReport, traffic } from '../traffic.js';
import { ON_WS, PLAIN_SERVER } from './traffic.js';
import { echo, jsonText } from './wire.js';

const EXCHANGE = echo(0, jsonText(32));

function politeLatency({ loads }: TrafficReport): Sample {
  const [polite, flooder] = loads;
  const seconds = (flooder!.after.time - flooder!.before.time) / 1_000;
  return { ...polite!.result.latency, throughput: flooder!.result.operations / seconds };
}

export const fairnessScenarios: readonly Scenario[] = [
  {
    name: 'flood',
    group: 'fairness',
    what: 'one client floods with echoes; latency of 20 polite ones that ask every 4 ms, and the flooder’s rate',
    targets: ON_WS,
    measures: [
      { ...P50, label: 'polite p50', goal: { kind: 'value', atMost: 2 } },
      { ...P99, label: 'polite p99' },
      { ...THROUGHPUT, label: 'flooder' },
    ],
    async sample(target, options) {
      const setup = {
        server: { ...PLAIN_SERVER, target },
        loads: [
          { kind: 'polite' as const, connections: 20, interval: 4, exchange: EXCHANGE },
          { kind: 'flood' as const, exchange: EXCHANGE },
        ],
      };
      return politeLatency(await traffic(setup, options));
    },
  },
];

import { COMPANY, loadCost, loadMemory } from '../measures.js';
import type { ClientLoad } from '../messages.js';
import type { Measure, Scenario } from '../scenario.js';
import { type TrafficReport, type TrafficSetup, traffic } from '../traffic.js';
import { bundleScenarios } from './bundle.js';
import { PLAIN_SERVER } from './traffic.js';

const LIBRARIES = ['socket.io', 'ours'] as const;

interface ClientScenario {
  readonly name: string;
  readonly what: string;
  readonly mode: ClientLoad['mode'];
  readonly clients: number;
  readonly measures: readonly Measure[];
  readonly read: (report: TrafficReport) => Readonly<Record<string, number>>;
}

/** Here the client library is measured, so the server is the same for both: the bare one. */
function clientScenario({ name, what, mode, clients, measures, read }: ClientScenario): Scenario {
  return {
    name,
    group: 'client',
    what,
    targets: LIBRARIES,
    measures,
    async sample(target, options) {
      const setup: TrafficSetup = {
        server: { ...PLAIN_SERVER, target: 'ws' },
        loads: [{ kind: 'client', target, checkout: options.checkout, mode, clients }],
        memory: mode === 'idle',
        client: target,
      };
      return read(await traffic(setup, options));
    },
  };
}

const CPU: Measure = { key: 'cpu', label: 'CPU', unit: 'µs', better: 'lower' };

export const clientScenarios: readonly Scenario[] = [
  clientScenario({
    name: 'client-receive',
    what: 'the client’s CPU per event that it receives, 10 clients, 100 events in a row',
    mode: 'receive',
    clients: 10,
    measures: [CPU, ...COMPANY],
    read: loadCost,
  }),
  clientScenario({
    name: 'client-echo',
    what: 'the client’s CPU per event that it emits and whose ack it gets, 10 clients with 10 under way',
    mode: 'echo',
    clients: 10,
    measures: [CPU, ...COMPANY],
    read: loadCost,
  }),
  clientScenario({
    name: 'client-memory',
    what: 'memory of one connected client among 2,000 in a process, after garbage collection',
    mode: 'idle',
    clients: 2_000,
    measures: [
      { key: 'rss', label: 'RSS', unit: 'KiB', better: 'lower' },
      { key: 'heap', label: 'heap', unit: 'KiB', better: 'lower' },
    ],
    read: loadMemory,
  }),
  ...bundleScenarios,
];

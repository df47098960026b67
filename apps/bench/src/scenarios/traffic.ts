import { mostConnections } from '../environment.js';
import { COMPANY, serverCost } from '../measures.js';
import type { LoadSetup, ServerSetup, TargetName } from '../messages.js';
import type { Goal, Group, Scenario } from '../scenario.js';
import { NEWS } from '../servers/application.js';
import { traffic } from '../traffic.js';
import { binaryEcho, eachId, echo, jsonText, WINDOW } from './wire.js';

export const ON_WS: readonly TargetName[] = ['socket.io', 'ours', 'ws'];
export const ON_HTTP: readonly TargetName[] = ['socket.io', 'ours', 'http'];

export const PLAIN_SERVER: Omit<ServerSetup, 'target' | 'checkout'> = { handlers: 'all', namespaces: [], rooms: 0 };

interface CostScenario {
  readonly name: string;
  readonly group: Group;
  readonly what: string;
  readonly goal?: Goal;
  readonly targets?: readonly TargetName[];
  readonly mostRounds?: number;
  readonly server?: Partial<Omit<ServerSetup, 'target' | 'checkout'>>;
  readonly load: LoadSetup;
}

/** A scenario whose figure is the server's CPU time per operation. */
export function costScenario({ targets = ON_WS, server, load, goal, ...named }: CostScenario): Scenario {
  return {
    ...named,
    targets,
    measures: [{ key: 'cpu', label: 'CPU', unit: 'µs', better: 'lower', goal }, ...COMPANY],
    async sample(target, options) {
      const setup = { server: { ...PLAIN_SERVER, ...server, target }, loads: [load] };
      return serverCost(await traffic(setup, options));
    },
  };
}

const times = (atLeast: number): Goal => ({ kind: 'times', atLeast });

const SMALL = jsonText(32);
const NOOPS = 100;
const NEWS_EVENT = `42["news","${NEWS}"]`;
const CONNECTS = Math.min(4_000, mostConnections());
const ROOT = { namespaces: ['/'], operationsPerExchange: 1 } as const;

export const trafficScenarios: readonly Scenario[] = [
  costScenario({
    name: 'echo',
    group: 'traffic',
    what: '100 connections with 10 acked events under way each; an operation is event and ack',
    goal: times(4),
    load: {
      kind: 'exchange',
      connections: 100,
      window: WINDOW,
      exchanges: eachId((id) => echo(id, SMALL)),
      ...ROOT,
    },
  }),
  costScenario({
    name: 'echo-admin',
    group: 'traffic',
    what: 'the same with the Admin UI in production mode; base is the server without it',
    targets: ['ours', 'base'],
    server: { admin: true },
    load: {
      kind: 'exchange',
      connections: 100,
      window: WINDOW,
      exchanges: eachId((id) => echo(id, SMALL)),
      ...ROOT,
    },
  }),
  costScenario({
    name: 'echo-seq',
    group: 'traffic',
    what: '50 connections, each waits for its ack before the next event',
    goal: times(1.3),
    load: { kind: 'exchange', connections: 50, window: 1, exchanges: eachId((id) => echo(id, SMALL)), ...ROOT },
  }),
  costScenario({
    name: 'noop',
    group: 'traffic',
    what: 'events without ack, 100 in a row, then one echo as the barrier; an operation is one event',
    goal: times(1.8),
    load: {
      kind: 'exchange',
      connections: 50,
      window: 1,
      namespaces: ['/'],
      exchanges: [
        {
          send: [...Array.from({ length: NOOPS }, () => ({ text: `42["noop",${SMALL}]` })), ...echo(0, SMALL).send],
          receive: echo(0, SMALL).receive,
        },
      ],
      operationsPerExchange: NOOPS + 1,
    },
  }),
  costScenario({
    name: 'binary',
    group: 'traffic',
    what: 'echo with one attachment of 1 KiB, 10 under way on 100 connections',
    goal: times(3.3),
    load: {
      kind: 'exchange',
      connections: 100,
      window: WINDOW,
      exchanges: eachId((id) => binaryEcho(id, 1_024)),
      ...ROOT,
    },
  }),
  costScenario({
    name: 'fanout-1',
    group: 'traffic',
    what: 'a broadcast to 1,000 receivers, one at a time; an operation is one delivery',
    goal: times(1.2),
    load: {
      kind: 'fanout',
      connections: 1_000,
      trigger: '42["broadcast",1]',
      deliver: NEWS_EVENT,
      each: 1,
      deliveries: 1_000,
    },
  }),
  costScenario({
    name: 'fanout-10',
    group: 'traffic',
    what: 'ten broadcasts in one tick to 1,000 receivers; an operation is one delivery',
    goal: times(6),
    load: {
      kind: 'fanout',
      connections: 1_000,
      trigger: '42["broadcast",10]',
      deliver: NEWS_EVENT,
      each: 10,
      deliveries: 10_000,
    },
  }),
  costScenario({
    name: 'connect',
    group: 'traffic',
    what: 'cold, after 200 clients only: a crowd connects, 50 at a time, joins the root namespace, and stays',
    goal: times(1.9),
    server: { handlers: 'none' },
    load: { kind: 'connect', concurrency: 50, count: CONNECTS, practice: 200, stay: true },
  }),
  costScenario({
    name: 'connect-warm',
    group: 'traffic',
    what: 'the same after as many have come and gone, when V8 has compiled what it will',
    server: { handlers: 'none' },
    load: { kind: 'connect', concurrency: 50, count: CONNECTS, practice: CONNECTS, stay: true },
  }),
  costScenario({
    name: 'connect-leave',
    group: 'traffic',
    what: 'warm, and each client leaves at once; an operation is coming and going',
    server: { handlers: 'none' },
    load: { kind: 'connect', concurrency: 50, count: CONNECTS, practice: CONNECTS, stay: false },
  }),
  costScenario({
    name: 'poll-echo',
    group: 'polling',
    what: 'echo over long-polling, 50 clients one at a time; an operation is a POST and a GET',
    goal: times(1.2),
    targets: ON_HTTP,
    load: { kind: 'poll-echo', connections: 50, send: `420["echo",${SMALL}]`, receive: `430[${SMALL}]` },
  }),
  costScenario({
    name: 'poll-connect',
    group: 'polling',
    what: 'warm, after as many: 50 clients at a time connect over long-polling, join the root namespace, and leave: four requests',
    goal: times(1.4),
    targets: ON_HTTP,
    server: { handlers: 'none' },
    load: { kind: 'poll-connect', concurrency: 50, count: CONNECTS },
  }),
];

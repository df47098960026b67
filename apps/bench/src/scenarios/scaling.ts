import { counted } from '../report/format.js';
import type { Scenario } from '../scenario.js';
import { MEMBERS_PER_ROOM, NEWS, ROOM_CLIENTS } from '../servers/application.js';
import { costScenario, ON_WS } from './traffic.js';
import { eachId, echo, jsonText, WINDOW } from './wire.js';

const NEWS_EVENT = `42["news","${NEWS}"]`;
const SMALL = jsonText(32);
const JOINS = 1_000;

const BOTH = ['socket.io', 'ours'] as const;

const thousands = (count: number) => (count >= 1_000 ? `${count / 1_000}k` : String(count));

function connections(count: number): Scenario {
  return costScenario({
    name: `connections-${thousands(count)}`,
    group: 'scaling',
    what: `a broadcast to ${count.toLocaleString('en')} receivers; an operation is one delivery`,
    targets: ON_WS,
    mostRounds: 2,
    load: {
      kind: 'fanout',
      connections: count,
      trigger: '42["broadcast",1]',
      deliver: NEWS_EVENT,
      each: 1,
      deliveries: count,
    },
  });
}

function bystanders(count: number): Scenario {
  return costScenario({
    name: `bystanders-${thousands(count)}`,
    group: 'scaling',
    what: `pipelined echo on 100 connections beside ${count.toLocaleString('en')} idle ones`,
    targets: BOTH,
    mostRounds: 2,
    load: {
      kind: 'exchange',
      connections: 100,
      bystanders: count,
      window: WINDOW,
      namespaces: ['/'],
      exchanges: eachId((id) => echo(id, SMALL)),
      operationsPerExchange: 1,
    },
  });
}

function rooms(count: number): Scenario {
  return costScenario({
    name: `rooms-${thousands(count)}`,
    group: 'scaling',
    what: `an emit to one room of ten, with ${counted(count, 'such room')}; an operation is one delivery`,
    targets: BOTH,
    mostRounds: 2,
    server: { rooms: count },
    load: {
      kind: 'fanout',
      connections: ROOM_CLIENTS,
      trigger: '42["to-room"]',
      deliver: NEWS_EVENT,
      each: 1,
      deliveries: MEMBERS_PER_ROOM,
    },
  });
}

function namespaces(count: number): Scenario {
  const names = Array.from({ length: count }, (_, index) => `/n${String(index).padStart(2, '0')}`);
  const nameOf = (id: number) => names[Math.floor((id * count) / WINDOW)]!;
  return costScenario({
    name: `namespaces-${count}`,
    group: 'scaling',
    what: `pipelined echo on 100 connections that are each in ${counted(count, 'namespace')}`,
    targets: BOTH,
    mostRounds: 2,
    server: { namespaces: names },
    load: {
      kind: 'exchange',
      connections: 100,
      window: WINDOW,
      namespaces: names,
      exchanges: eachId((id) => echo(id, SMALL, nameOf(id))),
      operationsPerExchange: 1,
    },
  });
}

const membership = costScenario({
  name: 'membership',
  group: 'scaling',
  what: 'one client joins and leaves rooms, 1,000 times per event; an operation is one join and one leave',
  targets: BOTH,
  mostRounds: 2,
  load: {
    kind: 'exchange',
    connections: 1,
    window: 1,
    namespaces: ['/'],
    exchanges: [
      {
        send: [{ text: `420["membership",${JOINS}]` }],
        receive: [{ text: `430[${JOINS}]` }],
      },
    ],
    operationsPerExchange: JOINS,
  },
});

/** `most` is the number of connections that this machine lets one process hold. */
export function scalingScenarios(most: number): readonly Scenario[] {
  const counts = [1_000, 5_000, 15_000].map((count) => Math.min(count, most));
  const distinct = [...new Set(counts)];
  return [
    ...distinct.map(connections),
    ...distinct.map(bystanders),
    ...[1, 100, 10_000].map(rooms),
    ...[1, 10, 100].map(namespaces),
    membership,
  ];
}

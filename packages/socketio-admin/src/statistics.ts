import { hostname } from 'node:os';
import type { Server, ServerStats } from '@x/socketio-server';
import type { AggregatedEvent, ServerStatistics } from './protocol.js';

const COUNTED = [
  ['rawConnection', 'opened'],
  ['rawDisconnection', 'closed'],
  ['packetsIn', 'packetsIn'],
  ['packetsOut', 'packetsOut'],
  ['bytesIn', 'bytesIn'],
  ['bytesOut', 'bytesOut'],
] as const;

/** Namespaces without clients that are remembered. */
const MOST_EMPTY = 100;

/** What the server reports at intervals. It reads counters that the server keeps anyway. */
export class Statistics {
  readonly #sio: Server;
  readonly #serverId: string;
  readonly #hostname = hostname();
  /** Those seen so far: the UI takes a namespace that is missing for unchanged. */
  readonly #names: Set<string>;
  #last: ServerStats;

  constructor(sio: Server, serverId: string, namespace: string) {
    this.#sio = sio;
    this.#serverId = serverId;
    this.#names = new Set(['/', namespace]);
    this.#last = sio.stats();
  }

  /** The state of this moment, without what happened in the meantime. */
  now(): ServerStatistics {
    return this.#report(this.#sio.stats(), []);
  }

  /** The state, and what happened since the last call. */
  sinceLast(): ServerStatistics {
    const before = this.#last;
    this.#last = this.#sio.stats();
    return this.#report(this.#last, happened(before, this.#last));
  }

  #report(stats: ServerStats, aggregatedEvents: readonly AggregatedEvent[]): ServerStatistics {
    return {
      serverId: this.#serverId,
      hostname: this.#hostname,
      pid: process.pid,
      uptime: process.uptime(),
      clientsCount: stats.connections,
      pollingClientsCount: stats.polling,
      aggregatedEvents,
      namespaces: this.#namespaces(stats.clients),
    };
  }

  #namespaces(clients: Readonly<Record<string, number>>): ServerStatistics['namespaces'] {
    const names = Object.keys(clients);
    if (this.#names.size > names.length + MOST_EMPTY) this.#names.clear();
    for (const name of names) this.#names.add(name);
    return [...this.#names].map((name) => ({ name, socketsCount: clients[name] ?? 0 }));
  }
}

function happened(before: ServerStats, after: ServerStats): AggregatedEvent[] {
  const timestamp = Math.floor(Date.now() / 1000) * 1000;
  return COUNTED.map(([type, counter]) => ({ timestamp, type, count: after[counter] - before[counter] })).filter(
    ({ count }) => count > 0,
  );
}

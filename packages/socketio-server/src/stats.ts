import type { Engine, EngineStats } from '@x/engineio-server';
import type { Manager } from '@x/socketio-adapter';

/** What a server carries now, and what it has carried so far. Counting happens anyway; reading costs one walk. */
export interface ServerStats extends EngineStats {
  /** Open connections. */
  readonly connections: number;
  /** Clients of this server per namespace. */
  readonly clients: Readonly<Record<string, number>>;
}

export function statsOf(engine: Engine, manager: Manager): ServerStats {
  const clients: Record<string, number> = Object.create(null);
  for (const namespace of manager.getNamespaces()) clients[namespace] = manager.countClients(namespace);
  return { ...engine.stats(), connections: engine.clientsCount, clients };
}

/** What the UI and a server say to each other; names and shapes are those of the official package. */

/** What an administrator may do, and what the server tells. */
export type Feature =
  | 'EMIT'
  | 'JOIN'
  | 'LEAVE'
  | 'DISCONNECT'
  | 'MJOIN'
  | 'MLEAVE'
  | 'MDISCONNECT'
  | 'AGGREGATED_EVENTS'
  | 'ALL_EVENTS';

/** One client of one namespace. */
export interface SerializedSocket {
  readonly id: string;
  /** Common to all sockets of one connection. Not the session id of the connection, which is a secret. */
  readonly clientId: string;
  readonly transport: string;
  readonly nsp: string;
  readonly data: unknown;
  readonly handshake: {
    readonly address: string;
    readonly headers: Record<string, unknown>;
    readonly query: Record<string, unknown>;
    readonly secure: boolean;
    readonly xdomain: boolean;
    readonly url: string;
    /** Milliseconds since 1970. */
    readonly issued: number;
    readonly time: string;
  };
  readonly rooms: readonly string[];
}

/** How often something happened within one second. */
export interface AggregatedEvent {
  /** Milliseconds since 1970, in whole seconds. */
  readonly timestamp: number;
  readonly type: 'rawConnection' | 'rawDisconnection' | 'packetsIn' | 'packetsOut' | 'bytesIn' | 'bytesOut';
  readonly count: number;
}

export interface ServerStatistics {
  readonly serverId: string;
  readonly hostname: string;
  readonly pid: number;
  /** Seconds. */
  readonly uptime: number;
  readonly clientsCount: number;
  readonly pollingClientsCount: number;
  readonly aggregatedEvents: readonly AggregatedEvent[];
  readonly namespaces: readonly { readonly name: string; readonly socketsCount: number }[];
}

/** Arguments of the events that administrators get. */
export interface AdminEvents {
  session: [sessionId: string];
  config: [{ readonly supportedFeatures: readonly Feature[] }];
  server_stats: [ServerStatistics];
  all_sockets: [readonly SerializedSocket[]];
  socket_connected: [socket: SerializedSocket, timestamp: string];
  socket_updated: [Partial<SerializedSocket>];
  socket_disconnected: [nsp: string, id: string, reason: string, timestamp: string];
  room_joined: [nsp: string, room: string, id: string, timestamp: string];
  room_left: [nsp: string, room: string, id: string, timestamp: string];
  event_received: [nsp: string, id: string, args: unknown, timestamp: string];
  event_sent: [nsp: string, id: string, args: unknown, timestamp: string];
}

const COMMANDS: readonly Feature[] = ['EMIT', 'JOIN', 'LEAVE', 'DISCONNECT', 'MJOIN', 'MLEAVE', 'MDISCONNECT'];

export function featuresOf(options: { readonly readOnly: boolean; readonly isDevelopment: boolean }): Feature[] {
  return [
    ...(options.readOnly ? [] : COMMANDS),
    'AGGREGATED_EVENTS',
    ...(options.isDevelopment ? (['ALL_EVENTS'] as const) : []),
  ];
}

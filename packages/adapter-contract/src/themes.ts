import type { Cluster } from './cluster.js';
import type { AdapterContract } from './contract.js';
import { acknowledgements } from './themes/acknowledgements.js';
import { broadcast } from './themes/broadcast.js';
import { fetchClients } from './themes/fetch-clients.js';
import { garbage } from './themes/garbage.js';
import { interruption } from './themes/interruption.js';
import { order } from './themes/order.js';
import { roomOperations } from './themes/room-operations.js';
import { rooms } from './themes/rooms.js';
import { serverSideEmit } from './themes/server-side-emit.js';
import { shutdown } from './themes/shutdown.js';
import { writeOnly } from './themes/write-only.js';

/** What a theme is written with. */
export interface Theme {
  readonly contract: AdapterContract;
  /** The servers that all clauses of the theme share. */
  readonly cluster: () => Cluster;
  /** A namespace that no other clause uses, so that none hears of another. */
  readonly namespace: () => string;
  /** One obligation. */
  readonly clause: (name: string, body: () => Promise<void>) => void;
}

/** A theme, and what the author of the adapter must provide for it. */
interface ThemeEntry {
  readonly name: string;
  readonly needs?: 'publishRaw' | 'interrupt';
  readonly write: (theme: Theme) => void;
}

export const THEMES: readonly ThemeEntry[] = [
  { name: 'broadcast', write: broadcast },
  { name: 'order', write: order },
  { name: 'rooms', write: rooms },
  { name: 'room operations', write: roomOperations },
  { name: 'acknowledgements', write: acknowledgements },
  { name: 'fetch clients', write: fetchClients },
  { name: 'server-side emit', write: serverSideEmit },
  { name: 'write only', write: writeOnly },
  { name: 'garbage', needs: 'publishRaw', write: garbage },
  { name: 'interruption', needs: 'interrupt', write: interruption },
  { name: 'shutdown', write: shutdown },
];

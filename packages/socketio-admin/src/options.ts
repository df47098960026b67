import cluster from 'node:cluster';
import { hostname } from 'node:os';
import { type Server, SocketIOError } from '@x/socketio-server';

/** What an administrator must send, value for value; a `password` may be what `hashPassword` made. */
export type Credentials = Readonly<Record<string, string | number | boolean>>;

/** Decides on what a client sent as its `auth`. */
export type CredentialsCheck = (auth: unknown) => boolean | PromiseLike<boolean>;

/** Options of `instrument`. */
export interface InstrumentOptions {
  /**
   * Who may come in: credentials that must match exactly, a list of them of which one must, or a function that decides.
   * `false` lets everyone in. There is no default.
   */
  readonly auth: Credentials | readonly Credentials[] | CredentialsCheck | false;
  /** `'production'` sends statistics only, and costs next to nothing. @default 'production' if NODE_ENV says so, else 'development' */
  readonly mode?: 'development' | 'production' | undefined;
  /** Whether administrators may look only, not emit, move or disconnect. @default false */
  readonly readOnly?: boolean | undefined;
  /** Tells this server from others in the UI. @default the id in its cluster, else the host's name */
  readonly serverId?: string | undefined;
  /** The namespace that the UI connects to. @default '/admin' */
  readonly namespace?: string | undefined;
  /** Milliseconds between statistics. @default 2000 */
  readonly serverStatsInterval?: number | undefined;
  /** Milliseconds that a login lasts without the password being sent again. @default 86_400_000, a day */
  readonly sessionDuration?: number | undefined;
}

export interface ResolvedOptions {
  readonly auth: InstrumentOptions['auth'];
  readonly isDevelopment: boolean;
  readonly readOnly: boolean;
  readonly serverId: string;
  readonly namespace: string;
  readonly serverStatsInterval: number;
  readonly sessionDuration: number;
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** @throws SocketIOError `INVALID_ARGUMENT` that names the option with an impossible value. */
export function resolveOptions(sio: Server, options: InstrumentOptions): ResolvedOptions {
  const mode = options.mode ?? (process.env['NODE_ENV'] === 'production' ? 'production' : 'development');
  const namespace = options.namespace ?? '/admin';
  if (mode !== 'development' && mode !== 'production') {
    throw invalid(`mode must be 'development' or 'production', not ${JSON.stringify(mode)}`);
  }
  if (!/^\/[^,?]+$/.test(namespace)) {
    throw invalid(`namespace must look like '/admin', not ${JSON.stringify(namespace)}`);
  }
  if (sio.isServed({ namespace })) {
    throw invalid(`the application has handlers in ${namespace}, which would lose theirs: give another namespace`);
  }
  const { readOnly = false, serverId = clusterIdOf(sio) ?? hostId() } = options;
  if (typeof readOnly !== 'boolean') throw invalid(`readOnly must be true or false, not ${JSON.stringify(readOnly)}`);
  if (typeof serverId !== 'string' || serverId === '') throw invalid('serverId must be a text that is not empty');
  return {
    auth: options.auth,
    isDevelopment: mode === 'development',
    readOnly,
    serverId,
    namespace,
    serverStatsInterval: milliseconds('serverStatsInterval', options.serverStatsInterval ?? 2000),
    sessionDuration: milliseconds('sessionDuration', options.sessionDuration ?? 86_400_000),
  };
}

/** What the server's manager is known as among others; undefined when there can be no others. */
export function clusterIdOf({ manager }: Server): string | undefined {
  const { hostId } = manager as { readonly hostId?: unknown };
  return typeof hostId === 'string' ? hostId : undefined;
}

export function invalid(message: string): SocketIOError {
  return new SocketIOError('INVALID_ARGUMENT', `instrument(): ${message}`);
}

function hostId(): string {
  return cluster.isWorker ? `${hostname()}#${process.pid}` : hostname();
}

function milliseconds(name: string, value: number): number {
  if (value > 0 && value <= LONGEST_TIMER) return value;
  throw invalid(`${name} must be a number of milliseconds from 1 to ${LONGEST_TIMER}, not ${value}`);
}

import type { EngineOptions } from '@x/engineio-server';
import type { Logger, Manager, RecoveryOptions } from '@x/socketio-adapter';
import type { JsonCodec, Serializer } from '@x/socketio-parser';
import type { StaticRules } from './static-rules.js';

/** Options of a {@link Server}: its own and those of the engine below. Durations are milliseconds, sizes bytes. */
export interface ServerOptions extends Omit<EngineOptions, 'logger' | 'path' | 'protocols'> {
  /** The endpoint; `socket.io`, `/socket.io` and `/socket.io/` mean the same. @default '/socket.io/' */
  readonly path?: string | undefined;
  /** Knows who is in which room, and links this server with others. @default a `Manager` for this process alone */
  readonly clientManager?: Manager | undefined;
  /** `true` logs to the console, `false` only errors; or an object with `debug`, `info`, `warn`, `error`. @default false */
  readonly logger?: boolean | Logger | undefined;
  /** The same for the engine below. @default false */
  readonly engineioLogger?: boolean | Logger | undefined;
  /** How packets are written; clients must use the same. @default 'default' */
  readonly serializer?: 'default' | 'msgpack' | Serializer | undefined;
  /** What takes the place of `JSON` in the default serializer. @default JSON */
  readonly json?: JsonCodec | undefined;
  /** `false` runs the handlers of one client in one namespace strictly one after the other. @default true */
  readonly asyncHandlers?: boolean | undefined;
  /** `true` accepts clients before their connect handler runs, and disconnects those it rejects. @default false */
  readonly alwaysConnect?: boolean | undefined;
  /** Namespaces that exist without handlers; `'*'` for all. @default ['/'] */
  readonly namespaces?: '*' | readonly string[] | undefined;
  /** Time in which a connection must join a namespace. @default 45_000 */
  readonly connectTimeout?: number | undefined;
  /** Namespaces that one connection may be in. @default 100 */
  readonly maxNamespaces?: number | undefined;
  /** Binary attachments of one packet. @default 10 */
  readonly maxAttachments?: number | undefined;
  /** Revisions of Engine.IO that clients may speak; 3 is for JavaScript clients 1.x and 2.x. @default [4, 3] */
  readonly protocols?: readonly (3 | 4)[] | undefined;
  /** Files to serve beside the endpoint: paths of URLs, and the files or folders they stand for. @default none */
  readonly staticFiles?: StaticRules | undefined;
  /**
   * Serves the JavaScript client as `<path>socket.io.js` and so on: `true` that of the installed `@x/socketio-client` or
   * `socket.io-client`, a string the folder of another build. @default false
   */
  readonly serveClient?: boolean | string | undefined;
  /** Lets clients come back after a short loss of the connection, with their sid, rooms, session and missed events. @default false */
  readonly connectionStateRecovery?: boolean | ConnectionStateRecovery | undefined;
}

export interface ConnectionStateRecovery extends RecoveryOptions {
  /** `true` takes clients back without asking the middlewares again. @default false */
  readonly skipMiddlewares?: boolean | undefined;
}

/** Own options with their defaults in place. */
export interface ResolvedServerOptions {
  readonly asyncHandlers: boolean;
  readonly alwaysConnect: boolean;
  readonly namespaces: readonly string[];
  readonly connectTimeout: number;
  readonly maxNamespaces: number;
  readonly maxAttachments: number;
  readonly maxHttpBufferSize: number;
  readonly maxBackpressure: number;
  readonly recovery: ConnectionStateRecovery | undefined;
}

const LONGEST_TIMER = 2 ** 31 - 1;

/** @throws RangeError that names the option with an impossible value. */
export function resolveOptions(options: ServerOptions): ResolvedServerOptions {
  const { namespaces = ['/'], connectionStateRecovery } = options;
  return {
    asyncHandlers: options.asyncHandlers ?? true,
    alwaysConnect: options.alwaysConnect ?? false,
    namespaces: typeof namespaces === 'string' ? [namespaces] : namespaces,
    connectTimeout: positive('connectTimeout', options.connectTimeout ?? 45_000, LONGEST_TIMER),
    maxNamespaces: positive('maxNamespaces', options.maxNamespaces ?? 100),
    maxAttachments: options.maxAttachments ?? 10,
    maxHttpBufferSize: options.maxHttpBufferSize ?? 1_000_000,
    maxBackpressure: options.maxBackpressure ?? 16 * 1024 * 1024,
    recovery: connectionStateRecovery === true ? {} : connectionStateRecovery || undefined,
  };
}

function positive(name: string, value: number, max = Number.POSITIVE_INFINITY): number {
  if (value > 0 && value <= max) return value;
  throw new RangeError(`${name} must be a number from 1 to ${max}, not ${value}`);
}

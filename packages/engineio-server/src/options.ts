import type { IncomingMessage } from 'node:http';
import { type CompressionOption, ENCODINGS } from './compression.js';
import type { Environment, TransportName } from './contract.js';
import type { CookieOption } from './cookies.js';
import type { AllowedOrigins } from './cors.js';
import type { Logger } from './logger.js';
import { atLeast, duration, flag, hook, LONGEST, subset, wrong } from './option-checks.js';
import { normalizePath } from './path.js';
import type { WebSocketEngine } from './websocket/engine.js';

/** Options of an {@link Engine}. Durations are milliseconds, sizes bytes. */
export interface EngineOptions {
  /** The endpoint; `engine.io`, `/engine.io` and `/engine.io/` mean the same. @default '/engine.io/' */
  readonly path?: string | undefined;
  /** Time between two pings. A pair adds a grace period to what clients are told. @default 25_000 */
  readonly pingInterval?: number | readonly [interval: number, grace: number] | undefined;
  /** Time in which a ping must be answered. @default 20_000 */
  readonly pingTimeout?: number | undefined;
  /** Size that one request body or WebSocket message may have. @default 1_000_000 */
  readonly maxHttpBufferSize?: number | undefined;
  /** Packets that one request body may hold. @default 10_000 */
  readonly maxPayloadPackets?: number | undefined;
  /** Whether a session may move from polling to WebSocket. @default true */
  readonly allowUpgrades?: boolean | undefined;
  /** Time in which a started upgrade must be finished. @default 10_000 */
  readonly upgradeTimeout?: number | undefined;
  /** Transports that clients may use. @default ['polling', 'websocket'] */
  readonly transports?: TransportName | readonly TransportName[] | undefined;
  /** Protocol revisions that clients may speak. @default [4] */
  readonly protocols?: readonly (3 | 4)[] | undefined;
  /** Whether clients of protocol 3 may poll by script elements. @default false */
  readonly jsonp?: boolean | undefined;
  /** Whether answers to polls are compressed, and how. @default true */
  readonly httpCompression?: CompressionOption | undefined;
  /** Size from which on an answer is compressed. @default 1_024 */
  readonly compressionThreshold?: number | undefined;
  /** Compression of WebSocket messages: `true`, or options of `ws`. Costs much memory per connection. @default false */
  readonly perMessageDeflate?: boolean | object | undefined;
  /** A cookie with the session id for load balancers: its name, or its name and attributes. @default none */
  readonly cookie?: CookieOption | undefined;
  /**
   * Who may connect from a browser: an origin, a list, `'*'` for all, a function, or `[]` to leave the matter to others.
   *
   * @default the server's own origin
   */
  readonly corsAllowedOrigins?: AllowedOrigins | undefined;
  /** Whether browsers may send cookies. With all origins allowed only when set to `true` by hand. @default true */
  readonly corsCredentials?: boolean | undefined;
  /** Whether clients that stop answering are closed. @default true */
  readonly monitorClients?: boolean | undefined;
  /** Bytes that may wait for a client that does not read; beyond, it is closed. @default 16 MiB */
  readonly maxBackpressure?: number | undefined;
  /**
   * A WebSocket server class with the interface of `ws`, for all WebSockets. Without it the engine reads plain ones itself,
   * and leaves to `ws` those with compression or a subprotocol. @default none
   */
  readonly wsEngine?: WebSocketEngine | undefined;
  /**
   * Whether `X-Forwarded-For` and `X-Forwarded-Proto` decide `environ.address` and `environ.secure`:
   * `true` for the first address of the list, a number for that many proxies in front. @default false
   */
  readonly trustProxy?: boolean | number | undefined;
  /** `true` logs to the console, `false` only what is fatal. @default false */
  readonly logger?: boolean | Logger | undefined;
  /** Makes session ids; they must be unique and not to be guessed. @default 20 random characters */
  readonly generateId?: ((environ: Environment) => string | Promise<string>) | undefined;
  /** Decides on a handshake: `false`, or a text for the client, refuses it; so does an error. @default none */
  readonly allowRequest?:
    | ((environ: Environment, request: IncomingMessage) => AllowRequestResult | Promise<AllowRequestResult>)
    | undefined;
  /** Changes the headers of the answer to a handshake. @default none */
  readonly initialHeaders?: ((headers: Record<string, string>, environ: Environment) => void) | undefined;
}

/** `false` or a text refuses. */
export type AllowRequestResult = boolean | string | undefined;

/** All options with their defaults in place. */
export interface ResolvedOptions {
  readonly path: string;
  readonly pingInterval: number;
  readonly pingGrace: number;
  readonly pingTimeout: number;
  readonly maxHttpBufferSize: number;
  readonly maxPayloadPackets: number;
  readonly allowUpgrades: boolean;
  readonly upgradeTimeout: number;
  readonly transports: readonly TransportName[];
  readonly protocols: readonly (3 | 4)[];
  readonly jsonp: boolean;
  readonly httpCompression: CompressionOption;
  readonly compressionThreshold: number;
  readonly perMessageDeflate: boolean | object;
  readonly cookie: CookieOption | undefined;
  readonly corsAllowedOrigins: AllowedOrigins | undefined;
  readonly corsCredentials: boolean | undefined;
  readonly monitorClients: boolean;
  readonly maxBackpressure: number;
  readonly wsEngine: WebSocketEngine | undefined;
  readonly trustProxy: boolean | number;
  readonly logger: boolean | Logger;
  readonly generateId: EngineOptions['generateId'];
  readonly allowRequest: EngineOptions['allowRequest'];
  readonly initialHeaders: EngineOptions['initialHeaders'];
}

const TRANSPORTS: readonly TransportName[] = ['polling', 'websocket'];
const PROTOCOLS: readonly (3 | 4)[] = [4, 3];

/** @throws TypeError or RangeError that names the option with an impossible value. */
export function resolveOptions(options: EngineOptions): ResolvedOptions {
  return {
    path: normalizePath(options.path ?? '/engine.io/'),
    ...times(options),
    maxHttpBufferSize: atLeast(1, 'maxHttpBufferSize', options.maxHttpBufferSize ?? 1_000_000),
    maxPayloadPackets: atLeast(1, 'maxPayloadPackets', options.maxPayloadPackets ?? 10_000),
    allowUpgrades: flag('allowUpgrades', options.allowUpgrades ?? true),
    upgradeTimeout: duration('upgradeTimeout', options.upgradeTimeout ?? 10_000),
    transports: subset('transports', [options.transports ?? TRANSPORTS].flat(), TRANSPORTS),
    protocols: subset('protocols', options.protocols ?? [4], PROTOCOLS),
    jsonp: flag('jsonp', options.jsonp ?? false),
    httpCompression: encodings(options.httpCompression ?? true),
    compressionThreshold: atLeast(0, 'compressionThreshold', options.compressionThreshold ?? 1024),
    perMessageDeflate: deflate(options.perMessageDeflate ?? false),
    cookie: options.cookie ?? undefined,
    corsAllowedOrigins: options.corsAllowedOrigins ?? undefined,
    corsCredentials: options.corsCredentials == null ? undefined : flag('corsCredentials', options.corsCredentials),
    monitorClients: flag('monitorClients', options.monitorClients ?? true),
    maxBackpressure: atLeast(0, 'maxBackpressure', options.maxBackpressure ?? 16 * 1024 * 1024),
    wsEngine: options.wsEngine ?? undefined,
    trustProxy: proxies(options.trustProxy ?? false),
    logger: options.logger ?? false,
    generateId: hook('generateId', options.generateId),
    allowRequest: hook('allowRequest', options.allowRequest),
    initialHeaders: hook('initialHeaders', options.initialHeaders),
  };
}

type Times = Pick<ResolvedOptions, 'pingInterval' | 'pingGrace' | 'pingTimeout'>;

function times(options: EngineOptions): Times {
  const given: unknown = options.pingInterval ?? 25_000;
  const [interval, grace = 0] = Array.isArray(given) ? given : [given];
  const pingInterval = duration('pingInterval', interval);
  const pingGrace = atLeast(0, 'grace of pingInterval', grace);
  const pingTimeout = duration('pingTimeout', options.pingTimeout ?? 20_000);
  const silence = pingInterval + pingGrace + pingTimeout;
  if (silence <= LONGEST) return { pingInterval, pingGrace, pingTimeout };
  throw new RangeError(
    `pingInterval and pingTimeout together must be at most ${LONGEST} milliseconds, which is what the timer of a client can wait, not ${silence}`,
  );
}

function encodings(option: CompressionOption): CompressionOption {
  if (typeof option === 'boolean' || (Array.isArray(option) && option.length === 0)) return option;
  return subset('httpCompression', option, ENCODINGS);
}

function deflate(option: boolean | object): boolean | object {
  if (typeof option === 'boolean' || typeof option === 'object') return option;
  throw wrong('perMessageDeflate', 'must be true, false or an object', option);
}

function proxies(option: boolean | number): boolean | number {
  if (typeof option === 'boolean' || (Number.isInteger(option) && option >= 0)) return option;
  throw wrong('trustProxy', 'must be true, false or how many proxies there are', option);
}

import type { IncomingMessage } from 'node:http';
import type { Application, Environment, Refusal, TransportName } from './contract.js';
import { randomId } from './ids.js';
import type { ResolvedOptions } from './options.js';
import type { Parameters } from './query.js';
import { Refusals } from './refusals.js';
import type { EngineSession } from './session.js';

/** Where sessions are found by their ids, those that are about to end included. */
export interface Directory {
  find(sid: string): EngineSession | undefined;
}

/** A request that may be served: for a session, or to open one. */
export interface Accepted {
  readonly session: EngineSession | undefined;
  readonly protocol: 3 | 4;
  readonly parameters: Parameters;
}

/** Checks all that can be told from a request itself; what comes first is what the client hears. */
export function checkRequest(
  parameters: Parameters,
  method: string | undefined,
  isUpgrade: boolean,
  options: ResolvedOptions,
  sessions: Directory,
): Accepted | Refusal {
  const transport = parameters.transport as TransportName;
  if (!options.transports.includes(transport)) return Refusals.unknownTransport;
  const protocol = parameters.EIO === '4' ? 4 : parameters.EIO === '3' ? 3 : undefined;
  if (protocol === undefined || !options.protocols.includes(protocol)) return Refusals.unsupportedProtocol;
  if (protocol === 3 && parameters.j !== undefined && !options.jsonp) return Refusals.noJsonp;
  if (parameters.sid !== undefined) {
    const session = sessions.find(parameters.sid);
    if (session === undefined) return Refusals.unknownSession;
    return checkSession(session, protocol, transport, method, isUpgrade, options) ?? { session, protocol, parameters };
  }
  if (method !== 'GET') return Refusals.badMethod;
  if (isUpgrade !== (transport === 'websocket')) return Refusals.notAnUpgrade;
  return { session: undefined, protocol, parameters };
}

function checkSession(
  session: EngineSession,
  protocol: 3 | 4,
  transport: TransportName,
  method: string | undefined,
  isUpgrade: boolean,
  options: ResolvedOptions,
): Refusal | undefined {
  if (protocol !== session.protocol) return Refusals.wrongProtocol;
  if (isUpgrade) {
    if (transport !== 'websocket') return Refusals.notAnUpgrade;
    return options.allowUpgrades ? undefined : Refusals.noUpgrades;
  }
  if (transport !== session.transport || transport !== 'polling') return Refusals.wrongTransport;
  return method === 'GET' || method === 'POST' ? undefined : Refusals.badMethod;
}

/** Keeps two handshakes from getting the same session id. */
export interface Reservations {
  /** @returns whether nobody else has it */
  reserve(sid: string): boolean;
  release(sid: string): void;
}

/** A session id for a client that may come in, or why it may not. */
export type Admission = string | Refusal;

/** Asks everybody who may turn a client down. Settles at once unless one of them needs time. */
export function admit(
  environ: Environment,
  request: IncomingMessage,
  options: ResolvedOptions,
  application: Application,
  ids: Reservations,
): Admission | Promise<Admission> {
  if (options.allowRequest === undefined && options.generateId === undefined && application.admit === undefined) {
    return randomId();
  }
  return admitAsking(environ, request, options, application, ids);
}

async function admitAsking(
  environ: Environment,
  request: IncomingMessage,
  options: ResolvedOptions,
  application: Application,
  ids: Reservations,
): Promise<Admission> {
  const allowed = await options.allowRequest?.(environ, request);
  if (allowed === false) return Refusals.forbidden;
  if (typeof allowed === 'string') return { ...Refusals.forbidden, message: allowed };
  const sid = options.generateId === undefined ? randomId() : await options.generateId(environ);
  if (typeof sid !== 'string' || sid === '' || !ids.reserve(sid)) return Refusals.noId;
  try {
    return (await application.admit?.(sid, environ)) ?? sid;
  } finally {
    ids.release(sid);
  }
}

/** Writes the first packet of sessions, of which only the session id differs. */
export class OpenPackets {
  readonly #rest: Readonly<Record<string, string>>;

  constructor(options: ResolvedOptions) {
    this.#rest = {
      [key(3, false)]: restOf(3, [], options),
      [key(3, true)]: restOf(3, ['websocket'], options),
      [key(4, false)]: restOf(4, [], options),
      [key(4, true)]: restOf(4, ['websocket'], options),
    };
  }

  of(sid: string, protocol: 3 | 4, canUpgrade: boolean): string {
    return `0{"sid":${JSON.stringify(sid)},${this.#rest[key(protocol, canUpgrade)]}`;
  }
}

function key(protocol: 3 | 4, canUpgrade: boolean): string {
  return canUpgrade ? `${protocol} upgradable` : `${protocol}`;
}

/** What follows the session id. */
function restOf(protocol: 3 | 4, upgrades: readonly string[], options: ResolvedOptions): string {
  const { pingInterval, pingGrace, pingTimeout, maxHttpBufferSize } = options;
  const maxPayload = protocol === 4 ? maxHttpBufferSize : undefined;
  return JSON.stringify({ upgrades, pingInterval: pingInterval + pingGrace, pingTimeout, maxPayload }).slice(1);
}

import type { RestoredState } from '@x/socketio-adapter';
import { ConnectionRefusedError } from '@x/socketio-parser';
import type { Connection } from './connection.js';
import type { Core } from './core.js';
import { discard, leave } from './departure.js';
import { DisconnectReason } from './disconnect-reason.js';
import { isThenable } from './guard.js';
import type { Middleware } from './handler-types.js';
import type { NamespaceState } from './namespace-state.js';
import { Peer, PeerState } from './peer.js';
import { invokeLifecycle } from './route.js';
import { generateSid } from './sids.js';

const { SERVER_DISCONNECT } = DisconnectReason;
const REJECTED = 'Connection rejected by server';

/** What a client is told that may not come in. */
interface Rejection {
  readonly message: string;
  readonly data?: unknown;
}

/**
 * A client asks for a namespace: finds out whether there is one, asks middlewares and the connect handler, and answers.
 *
 * @param auth what the client sent along; an empty object is what some send for nothing.
 */
export function admit(connection: Connection, name: string, auth: unknown): void {
  const { core } = connection;
  if (connection.peer(name) !== undefined) return;
  const state = core.namespaces.accept(name);
  if (state === undefined) {
    connection.refuse(name, { message: 'Invalid namespace' });
    return;
  }
  const limit = core.options.maxNamespaces;
  if (connection.size >= limit || connection.transitions >= limit) {
    connection.refuse(name, { message: 'Too many namespaces' });
    return;
  }
  const restored = core.options.recovery === undefined ? undefined : restore(core, name, auth);
  const peer = new Peer(restored?.sid ?? connection.sidIn(name), connection, state);
  connection.add(peer);
  core.manager.connect(peer);
  if (core.options.recovery !== undefined && !connection.legacy) peer.pid = restored?.pid ?? generateSid();
  if (restored !== undefined) takeBack(peer, restored);
  if (core.options.alwaysConnect) accept(peer);
  ask(peer, state, isEmptyObject(auth) ? undefined : auth);
}

/** The state of a client that says that it was here before. */
function restore(core: Core, namespace: string, auth: unknown): RestoredState | undefined {
  const { pid, offset } = (auth ?? {}) as { pid?: unknown; offset?: unknown };
  if (typeof pid !== 'string' || typeof offset !== 'string') return undefined;
  return core.manager.restoreState(pid, offset, namespace);
}

/** Gives a client its rooms and its session, and what it missed as soon as it is accepted. */
function takeBack(peer: Peer, { rooms, session, missed }: RestoredState): void {
  const { core } = peer.connection;
  peer.recovered = true;
  peer.session = session;
  for (const room of rooms) void core.manager.enterRoom(peer.sid, room, { namespace: peer.namespace });
  for (const [event, ...args] of missed) peer.send(event, args, undefined, {});
}

/** Runs middlewares and the connect handler. Nothing here waits unless one of them does. */
function ask(peer: Peer, state: NamespaceState, auth: unknown): void {
  const args = [peer.sid, peer.connection.session.environ, auth];
  const decide = (value: unknown) => settle(peer, value === false ? { message: REJECTED } : undefined);
  const refuse = (error: unknown) => settle(peer, rejectionOf(error, peer, args));
  let verdict: unknown;
  let isPending: boolean;
  try {
    verdict = askAll(peer, state, args);
    isPending = isThenable(verdict);
  } catch (error) {
    refuse(error);
    return;
  }
  const { connection } = peer;
  if (isPending) void connection.underway(Promise.resolve(verdict).then(decide, refuse), connection.inputSize);
  else decide(verdict);
}

function askAll(peer: Peer, state: NamespaceState, args: unknown[]): unknown {
  const isWelcome = peer.recovered && peer.connection.core.options.recovery?.skipMiddlewares === true;
  const middlewares = isWelcome ? [] : state.middlewares();
  if (middlewares.length === 0) return invokeLifecycle(state, 'connect', args);
  return throughMiddlewares(middlewares, [...args, state.name]).then(
    (passed) => passed && invokeLifecycle(state, 'connect', args),
  );
}

function rejectionOf(error: unknown, peer: Peer, args: readonly unknown[]): Rejection {
  if (error instanceof ConnectionRefusedError) {
    return error.data === undefined ? { message: error.message } : { message: error.message, data: error.data };
  }
  // What went wrong inside is told to those who run the server, not to a stranger.
  peer.report(error, 'connect', args.slice(1));
  return { message: REJECTED };
}

/** One after the other; the first that says no ends it. */
async function throughMiddlewares(middlewares: readonly Middleware[], args: unknown[]): Promise<boolean> {
  for (const middleware of middlewares) {
    if ((await middleware(...(args as Parameters<Middleware>))) === false) return false;
  }
  return true;
}

/** The connect handler is through: answers the client, if it still waits for an answer. */
function settle(peer: Peer, rejection: Rejection | undefined): void {
  const { connection, phase, departure } = peer;
  if (phase === PeerState.GONE) return;
  const waiting = phase === PeerState.CONNECTING && (departure ?? SERVER_DISCONNECT) === SERVER_DISCONNECT;
  if (rejection !== undefined) {
    discard(peer);
    if (waiting) connection.refuse(peer.namespace, rejection);
    else if (phase === PeerState.OPEN) connection.farewell(peer.namespace);
    return;
  }
  if (waiting) accept(peer);
  peer.phase = PeerState.OPEN;
  connection.core.connected(peer);
  // It left while the handler ran, which had accepted it: whoever heard `connect` hears `disconnect`.
  if (departure !== undefined) void leave(peer, departure, waiting);
}

function accept(peer: Peer): void {
  peer.phase = PeerState.OPEN;
  peer.connection.welcome(peer);
  peer.release();
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

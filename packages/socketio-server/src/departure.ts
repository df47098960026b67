import { DONE } from '@x/socketio-adapter';
import { DisconnectReason } from './disconnect-reason.js';
import type { EventOrder } from './event-order.js';
import { isThenable } from './guard.js';
import { type Peer, PeerState } from './peer.js';
import { invokeLifecycle } from './route.js';

/** Decided on this side, maybe in a handler that waits for it: it cannot wait for handlers, nor will there be more of them. */
const OURS: ReadonlySet<DisconnectReason> = new Set([
  DisconnectReason.SERVER_DISCONNECT,
  DisconnectReason.SERVER_SHUTTING_DOWN,
]);

/**
 * Takes a client out of its namespace: out of reach at once, its rooms and its session until the disconnect handler is
 * through.
 *
 * @param tell whether the client is sent a DISCONNECT.
 * @returns what to wait for; it never rejects.
 */
export function leave(peer: Peer, reason: DisconnectReason, tell: boolean): Promise<void> {
  const { connection, state } = peer;
  const { core } = connection;
  if (peer.phase === PeerState.CONNECTING) {
    // The connect handler must end first; the admission then ends what is left.
    peer.departure ??= reason;
    if (peer.departure !== DisconnectReason.SERVER_DISCONNECT || !connection.session.open) peer.dropHeld();
    if (peer.departure === DisconnectReason.CLIENT_DISCONNECT) connection.drop(peer);
    return DONE;
  }
  if (peer.phase === PeerState.GONE) return DONE;
  if (tell) connection.farewell(state.name);
  peer.phase = PeerState.GONE;
  connection.drop(peer);
  core.manager.preDisconnect(peer);
  core.disconnected(peer, reason);
  const dismissed = peer.order === undefined ? dismiss(peer, reason) : dismissOrderly(peer, peer.order, reason);
  return dismissed === undefined ? DONE : connection.underway(dismissed, 0);
}

function dismissOrderly(peer: Peer, order: EventOrder, reason: DisconnectReason): Promise<void> | undefined {
  if (!OURS.has(reason)) return dismissInOrder(peer, reason);
  order.clear();
  return dismiss(peer, reason);
}

/** Behind the handlers that the client has under way, where these run strictly in order. */
function dismissInOrder(peer: Peer, reason: DisconnectReason): Promise<void> {
  return new Promise((resolve) => {
    peer.inOrder(() => {
      const dismissed = dismiss(peer, reason);
      resolve(dismissed);
      return dismissed;
    }, 0);
  });
}

/** Runs the disconnect handler, then forgets the client. Never rejects. */
function dismiss(peer: Peer, reason: DisconnectReason): Promise<void> | undefined {
  const { state, sid } = peer;
  const failed = (error: unknown) => {
    peer.report(error, 'disconnect', [reason]);
  };
  try {
    const result = invokeLifecycle(state, 'disconnect', [sid, reason]);
    if (isThenable(result)) {
      return Promise.resolve(result)
        .then(undefined, failed)
        .then(() => forget(peer));
    }
  } catch (error) {
    failed(error);
  }
  forget(peer);
  return undefined;
}

/** Takes a client out that never got in: nobody hears of it. */
export function discard(peer: Peer): void {
  peer.phase = PeerState.GONE;
  peer.dropHeld();
  peer.connection.drop(peer);
  forget(peer);
}

function forget(peer: Peer): void {
  const { core } = peer.connection;
  core.manager.remove(peer);
  if (core.manager.countClients(peer.namespace) === 0) core.namespaces.release(peer.namespace);
}

import { PacketType } from '@x/engineio-parser';
import type { Polling } from './transports/polling.js';
import type { WebSocketTransport } from './transports/websocket.js';

/**
 * Moves a session from polling to a WebSocket:
 *
 *   opening --socket open, send 2probe--> probing --3probe--> pausing --no request in flight, send 5--> adopted
 *
 * Up to `adopted` the session stays with polling, and every failure leads back to it. As polling is silent when `5`
 * leaves, and writes wait while it pauses, nothing can overtake, get lost or arrive twice.
 *
 * @returns a function that gives the upgrade up.
 */
export function upgrade(polling: Polling, socket: WebSocketTransport, timeout: number, adopt: () => void): () => void {
  let settled = false;
  const settle = () => {
    if (settled) return false;
    settled = true;
    clearTimeout(timer);
    return true;
  };
  const giveUp = () => {
    if (!settle()) return;
    socket.abort();
    polling.resume();
  };
  const timer = setTimeout(giveUp, timeout);
  socket.handler = {
    ready: () => socket.write(['2probe']),
    packet(type, data) {
      if (type !== PacketType.PONG || data !== 'probe') return giveUp();
      polling.pause(() => {
        if (!settle()) return;
        socket.write(['5']);
        adopt();
      });
    },
    ended: giveUp,
  };
  return giveUp;
}

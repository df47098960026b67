import { channel } from 'node:diagnostics_channel';

/**
 * `node:diagnostics_channel` channels. Without a subscriber each costs one test.
 *
 * @example
 * import { subscribe } from 'node:diagnostics_channel';
 * subscribe('socketio-server:event', (message) => console.log(message));
 */
export const channels = {
  /** A client was accepted: `{ sid, namespace, environ }`. */
  connect: channel('socketio-server:connect'),
  /** A client's connection moved to another transport: `{ sid, namespace, transport }`. */
  upgrade: channel('socketio-server:upgrade'),
  /** The user session of a client was saved: `{ sid, namespace, session }`. */
  session: channel('socketio-server:session'),
  /** A client left: `{ sid, namespace, reason }`. */
  disconnect: channel('socketio-server:disconnect'),
  /** An event arrived: `{ sid, namespace, event, args }`. */
  event: channel('socketio-server:event'),
  /** An event is emitted: `{ namespace, event, data, options }`. */
  emit: channel('socketio-server:emit'),
  /** A handler failed: `{ error, sid, namespace, event, args }`. */
  error: channel('socketio-server:error'),
  /** A server ended, and will do nothing any more: `{ server }`. */
  shutdown: channel('socketio-server:shutdown'),
} as const;

import type { LinkOptions } from '../link.js';
import type { ClientOptions, ConnectOptions, Headers } from '../options.js';
import { acquireLink } from '../sharing.js';
import { Socket } from './socket.js';

export { Socket } from './socket.js';

/** The options of `socket.io-client` that mean something here, and ours. */
export interface IoOptions
  extends ClientOptions,
    Omit<ConnectOptions, 'namespaces' | 'wait' | 'waitTimeout' | 'retry'> {
  /** Connect at once. @default true */
  readonly autoConnect?: boolean | undefined;
  /** A connection of its own. @default false */
  readonly forceNew?: boolean | undefined;
  /** Another name for `headers`. */
  readonly extraHeaders?: Headers | undefined;
  /** How long connecting may take. @default 20_000 */
  readonly timeout?: number | undefined;
}

/**
 * Connects to a namespace, the path of the URL. Sockets of one server share a connection.
 *
 * @param url the server and the namespace; the page's own server without it.
 */
export function io(url: string | IoOptions = {}, options: IoOptions = {}): Socket {
  if (typeof url !== 'string') return io('', url);
  const address = new URL(url, globalThis.location?.href);
  const namespace = url === '' ? '/' : address.pathname;
  const { autoConnect = true, forceNew, extraHeaders, multiplex = true, timeout, ...rest } = options;
  const settings: LinkOptions = {
    headers: extraHeaders,
    requestTimeout: timeout ?? 20_000,
    ...rest,
    multiplex: multiplex && !forceNew,
  };
  const link = acquireLink(address.origin + address.search, settings, [namespace]);
  const socket = new Socket(link, namespace, rest);
  return autoConnect ? socket.connect() : socket;
}

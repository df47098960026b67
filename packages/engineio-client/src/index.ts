import { Network as PlatformNetwork } from '#network';
import type { NetworkLike } from './network/network.js';

export { Client, type ClientHandlers, type ClientOptions } from './client.js';
export { Connection, type ConnectionHandler, type ConnectionState } from './connection.js';
export { ConnectionError } from './errors.js';
export type { Answer, NetworkLike, Socket } from './network/network.js';
export type { CloseReason, ConnectionOptions, Logger, TlsOptions, TransportName } from './options.js';

/** The network of this platform. Declared by its interface, so that the declarations need no subpath import, which not every resolution knows. */
export const Network: new () => NetworkLike = PlatformNetwork;

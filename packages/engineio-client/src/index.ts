import { Network as PlatformNetwork } from '#network';

export { Client, type ClientHandlers, type ClientOptions } from './client.js';
export { Connection, type ConnectionHandler, type ConnectionState } from './connection.js';
export { ConnectionError } from './errors.js';
export type { CloseReason, ConnectionOptions, Logger, TlsOptions, TransportName } from './options.js';

/**
 * What several connections can share: in Node, their cookies. An object to hand to {@link Connection}, and declared without
 * its insides: declarations that name a subpath import or the DOM do not compile everywhere.
 */
export const Network: new () => object = PlatformNetwork;

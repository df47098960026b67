export { Network } from '#network';
export { Client, type ClientHandlers, type ClientOptions } from './client.js';
export { Connection, type ConnectionHandler, type ConnectionState } from './connection.js';
export { ConnectionError } from './errors.js';
export type { Answer, NetworkLike, Socket } from './network/network.js';
export type { CloseReason, ConnectionOptions, Logger, TlsOptions, TransportName } from './options.js';

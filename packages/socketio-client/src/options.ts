import type { ConnectionOptions, Logger } from '@x/engineio-client';
import type { JsonCodec, Serializer } from '@x/socketio-parser';
import type { BackoffOptions } from './backoff.js';

/** A value, or a function that gives it anew for every attempt to connect. */
export type Resolvable<T> = T | (() => T | Promise<T>);

export type Headers = Readonly<Record<string, string>>;
export type Query = Readonly<Record<string, string | number | boolean>>;

/** What stays the same for the life of a client. */
export interface ClientOptions
  extends BackoffOptions,
    Omit<ConnectionOptions, 'headers' | 'query' | 'logger' | 'path' | 'transports'> {
  /** Connect again when the connection is lost. @default true */
  readonly reconnection?: boolean | undefined;
  /** Attempts before giving up; 0 is without end. @default 0 */
  readonly reconnectionAttempts?: number | undefined;
  /** Messages kept per namespace while there is no connection. @default 1_000 */
  readonly bufferSize?: number | undefined;
  /**
   * Times that a message is sent again until the server acknowledges it, in order, one at a time. The server may get a
   * message twice. @default 0: messages are sent once, without waiting.
   */
  readonly retries?: number | undefined;
  /** With `retries`: how long to wait for the acknowledgement. @default 10_000 */
  readonly ackTimeout?: number | undefined;
  /** With `retries`: give every message a last argument, an id that is the same each time it is sent. @default false */
  readonly retryIds?: boolean | undefined;
  /** Share one connection with other clients of the same URL that set this. @default false */
  readonly multiplex?: boolean | undefined;
  /** What packets look like on the wire; the server must use the same. @default 'default' */
  readonly serializer?: 'default' | Serializer | undefined;
  /** A replacement for `JSON`. @default JSON */
  readonly json?: JsonCodec | undefined;
  /** `true` for the console, or anything with `debug`, `info`, `warn` and `error`. @default false */
  readonly logger?: boolean | Logger | undefined;
  /** The same for the Engine.IO connection underneath. @default false */
  readonly engineioLogger?: boolean | Logger | undefined;
}

/** What belongs to one connection. */
export interface ConnectOptions extends Pick<ConnectionOptions, 'transports' | 'tls' | 'agent'> {
  /** Headers of every request. Browsers send them with polls only. @default none */
  readonly headers?: Resolvable<Headers> | undefined;
  /** Parameters for the URL of every request. @default none */
  readonly query?: Resolvable<Query> | undefined;
  /** What the server's `connect` handler gets as `auth`; a function is asked for every attempt. @default none */
  readonly auth?: Resolvable<unknown>;
  /** Namespaces to connect to. @default those with handlers, else `/` */
  readonly namespaces?: string | readonly string[] | undefined;
  /** Where the server listens. @default '/socket.io/' */
  readonly path?: string | undefined;
  /** Resolve once every namespace is connected, not as soon as the server is reached. @default true */
  readonly wait?: boolean | undefined;
  /** How long to wait for the answer of each namespace. @default 1_000 */
  readonly waitTimeout?: number | undefined;
  /** When the server cannot be reached, go on trying as after a lost connection. @default false */
  readonly retry?: boolean | undefined;
}

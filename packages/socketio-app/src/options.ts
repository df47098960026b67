import { type ServerOptions, SocketIOError } from '@x/socketio-server';
import { checkFlag } from './given.js';

/** Options of a {@link SocketIO} instance: its own, and those of the server that it makes. */
export interface AppOptions extends ServerOptions {
  /**
   * URL of the queue that joins this server with others: `redis://`, `rediss://`, `amqp://`, `kafka://`, ...
   *
   * @default none
   */
  readonly messageQueue?: string | undefined;
  /** The name on the queue that the servers of one cluster share. @default 'socketio' */
  readonly channel?: string | undefined;
  /** Another name for `path`. @default none */
  readonly resource?: string | undefined;
  /**
   * `true`: a connection gets a copy of the framework's session, which its handlers share and HTTP routes do not see.
   * `false`: each handler gets the session as it is in the store, and what it changes is saved there. @default true
   */
  readonly manageSession?: boolean | undefined;
  /**
   * Middlewares of the framework to run over the request of a connection: the session's, then the login's.
   *
   * @default none
   */
  readonly session?: unknown;
}

/** Options of `run`. */
export interface RunOptions {
  /** The address to listen on; `0.0.0.0` for all. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** The port: 0 for any free one. @default 5000 */
  readonly port?: number | undefined;
  /** Logs what the server does, unless `logger` was given. @default false */
  readonly debug?: boolean | undefined;
  /** Logs a line for every HTTP request. @default what `debug` is */
  readonly logOutput?: boolean | undefined;
}

/** @throws SocketIOError `INVALID_ARGUMENT` for options that exclude each other, TypeError for those of a wrong type. */
export function checkOptions(options: AppOptions): AppOptions {
  checkFlag('manageSession', options.manageSession);
  if (options.messageQueue !== undefined && typeof options.messageQueue !== 'string') {
    throw new TypeError(`messageQueue must be a URL as a string, not ${typeof options.messageQueue}`);
  }
  if (options.messageQueue !== undefined && options.clientManager !== undefined) {
    throw new SocketIOError(
      'INVALID_ARGUMENT',
      'Give messageQueue or clientManager, not both: each of them is the queue',
    );
  }
  if (options.channel !== undefined && options.messageQueue === undefined) {
    throw new SocketIOError(
      'INVALID_ARGUMENT',
      'channel goes with messageQueue; a clientManager has a channel of its own',
    );
  }
  return options;
}

/** Whether a value is options, not an application: those are functions, or objects that listen. */
export function isOptions(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { listen?: unknown }).listen !== 'function';
}

/** The endpoint with a slash before and behind. @throws TypeError for what is no string. */
export function endpointOf(path = 'socket.io'): string {
  if (typeof path !== 'string') throw new TypeError(`path must be a string such as '/socket.io/', not ${path}`);
  const inner = path.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '/' : `/${inner}/`;
}

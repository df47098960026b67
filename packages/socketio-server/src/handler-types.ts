import type { Environment } from '@x/engineio-server';
import type { EventArgs, EventName, Fn, HandlerResult } from '@x/socketio-parser';
import type { DisconnectReason } from './disconnect-reason.js';

/** The request that opened a connection, as a plain snapshot. */
export type Environ = Environment;

/** Returns `false` or throws to turn the client away; anything else accepts it. */
export type ConnectHandler<Auth = AnyAuth> = (sid: string, environ: Environ, auth: Auth | undefined) => unknown;

/** Is told that a client has left a namespace, and why; its rooms and session are still there. */
export type DisconnectHandler = (sid: string, reason: DisconnectReason) => unknown;

/** What a handler of one event of a map looks like. What it returns is the acknowledgement; `tuple(...)` is several values. */
export type EventHandler<C, E extends keyof C> = (sid: string, ...args: EventArgs<C, E>) => HandlerResult<C, E>;

/** Handles every event that has no handler of its own. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever a client sends
export type AnyEventHandler = (event: string, sid: string, ...args: any[]) => unknown;

/** Handlers by event name, lifecycle included. */
export type EventHandlers<C, Auth = AnyAuth> = {
  [E in EventName<C>]?: EventHandler<C, E>;
} & {
  /** A client asks to come into the namespace: return `false` or throw to turn it away. */
  connect?: ConnectHandler<Auth>;
  /** A client has left the namespace; its rooms and session are still there. */
  disconnect?: DisconnectHandler;
};

/** Runs before `connect` handlers. Returns `false` or throws to turn the client away. */
export type Middleware<Auth = AnyAuth> = (
  sid: string,
  environ: Environ,
  auth: Auth | undefined,
  namespace: string,
) => unknown;

/** Runs around the handlers of all events. What it returns, usually what `next()` gives, is the acknowledgement. */
export type EventMiddleware = (
  sid: string,
  event: string,
  // biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever a client sends
  args: any[],
  next: () => unknown,
  namespace: string,
) => unknown;

/** Where an error came from. */
export interface ErrorContext {
  readonly sid: string | undefined;
  readonly namespace: string;
  /** The event; `connect` and `disconnect` for these handlers. */
  readonly event: string;
  readonly args: readonly unknown[];
}

/** Is told of errors in handlers. A value that it returns acknowledges the event that failed. */
export type ErrorHandler = (error: unknown, context: ErrorContext) => unknown;

/** Is told of events that no handler took. */
export type UnhandledHandler = (sid: string, event: string, args: readonly unknown[], namespace: string) => unknown;

export interface HandlerOptions {
  /** The namespace; `'*'` for all. @default '/' */
  readonly namespace?: string | undefined;
}

export type AnyFn = Fn;

/** The user session of those who declare none. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the application keeps there
export type AnySession = Record<string, any>;

/** The auth data of those who declare none. */
// biome-ignore lint/suspicious/noExplicitAny: whatever a client sends
export type AnyAuth = any;

import type { Ack, AckArgs, EventArgs, EventName, Fn, HandlerResult } from '@x/socketio-parser';
import type { DisconnectReason } from './reason.js';

/** What a handler of one event of a map looks like. What it returns is the acknowledgement; `tuple(...)` is several values. */
export type EventHandler<S, E extends keyof S> = (...args: EventArgs<S, E>) => HandlerResult<S, E>;

/** Gets an event's name and arguments. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever a peer sends
export type AnyEventHandler = (event: string, ...args: any[]) => unknown;

/** Is told that a namespace is connected, after every reconnection again. */
export type ConnectHandler = () => unknown;
/** What the server's refusal carries, or the text of what went wrong on the way to it. */
// biome-ignore lint/suspicious/noExplicitAny: the data is whatever a server sends
export type ConnectErrorHandler = (data?: any) => unknown;
/** Is told that a namespace was left, and why. */
export type DisconnectHandler = (reason: DisconnectReason) => unknown;

/** Handlers by event name, lifecycle included. */
export type EventHandlers<S> = { [E in EventName<S>]?: EventHandler<S, E> } & {
  /** The namespace is connected, for the first time or again. */
  connect?: ConnectHandler;
  /** The server could not be reached or did not let the client in; the argument is the refusal's data, or a text. */
  connect_error?: ConnectErrorHandler;
  /** The namespace was left, by this client, by the server, or because the connection was lost. */
  disconnect?: DisconnectHandler;
};

export interface NamespaceOptions {
  /** The namespace. @default '/' */
  readonly namespace?: string | undefined;
}

export interface EmitOptions<Callback extends Fn = Fn> extends NamespaceOptions {
  /**
   * Is called with the server's acknowledgement; never, if the connection is lost or `timeout` is over before.
   *
   * @default none
   */
  readonly callback?: Callback | undefined;
  /** Milliseconds that `callback` waits once the event has left; `Infinity` for ever. @default 60_000 */
  readonly timeout?: number | undefined;
  /** Drop the event if it cannot leave at once. @default false */
  readonly volatile?: boolean | undefined;
}

/** Options of an emit on a typed namespace; the callback gets what the event map declares. */
export interface TypedEmitOptions<C, E extends keyof C> extends Omit<EmitOptions, 'namespace' | 'callback'> {
  readonly callback?: ((...values: AckArgs<Ack<C, E>>) => void) | undefined;
  readonly namespace?: undefined;
}

export interface CallOptions extends NamespaceOptions {
  /** Milliseconds to wait for the acknowledgement; `Infinity` for ever. @default 60_000 */
  readonly timeout?: number | undefined;
}

export interface TypedCallOptions extends Omit<CallOptions, 'namespace'> {
  readonly namespace?: undefined;
}

import type { EventArgs, EventName, Fn, HandlerResult } from '@x/socketio-parser';
import type { AnyAuth, DisconnectReason, ErrorContext } from '@x/socketio-server';

/** Returns `false` or throws to turn the client away. */
export type AppConnectHandler<Auth = AnyAuth> = (auth: Auth | undefined) => unknown;

export type AppDisconnectHandler = (reason: DisconnectReason) => unknown;

/** The arguments of the event, without a sid; what it returns is the acknowledgement, `tuple(...)` for several values. */
export type AppEventHandler<C, E extends keyof C> = (...args: EventArgs<C, E>) => HandlerResult<C, E>;

/** Handles every event that has no handler of its own. */
// biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever a client sends
export type AppAnyEventHandler = (event: string, ...args: any[]) => unknown;

/** Handlers by event name, lifecycle included. */
export type AppEventHandlers<C, Auth = AnyAuth> = {
  [E in EventName<C>]?: AppEventHandler<C, E>;
} & {
  /** A client asks to come into the namespace: return `false` or throw to turn it away. */
  connect?: AppConnectHandler<Auth>;
  /** A client has left the namespace; its rooms and session are still there. */
  disconnect?: AppDisconnectHandler;
};

/** Is told of errors in handlers, in their context. A value that it returns acknowledges the event that failed. */
export type AppErrorHandler = (error: unknown, context: ErrorContext) => unknown;

/** One event for one client, taken apart. */
export interface Occurrence {
  readonly sid: string;
  readonly namespace: string;
  readonly event: string;
  readonly args: readonly unknown[];
}

/** What runs a handler in the context of an occurrence. */
export type Runner = (occurrence: Occurrence, run: (...args: unknown[]) => unknown) => unknown;

/**
 * Turns a handler without sid into one as the server calls it for this event in this namespace.
 *
 * @param isCatchAll whether the server names the event first.
 */
export function adapt(event: string, namespace: string, handler: Fn, runner: Runner, isCatchAll = event === '*'): Fn {
  return (...args: unknown[]) => {
    const name = isCatchAll ? (args.shift() as string) : event;
    const place = namespace === '*' ? (args.shift() as string) : namespace;
    const sid = args.shift() as string;
    // The second argument of a connect handler is in the context.
    if (event === 'connect') args.shift();
    const own = isCatchAll ? [name, ...args] : args;
    return runner({ sid, namespace: place, event: name, args }, () => handler(...own));
  };
}

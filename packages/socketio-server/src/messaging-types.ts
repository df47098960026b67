import type { ClientDetails, EmitOptions, NamespaceOptions } from '@x/socketio-adapter';
import type { Ack, AckArgs } from '@x/socketio-parser';
import type { Environ } from './handler-types.js';

/** Options of an emit on a typed namespace; the callback gets what the event map declares. */
export interface TypedEmitOptions<S, E extends keyof S> extends Omit<EmitOptions, 'namespace' | 'callback'> {
  readonly callback?: ((...args: AckArgs<Ack<S, E>>) => void) | undefined;
  readonly namespace?: undefined;
}

export interface CallOptions extends NamespaceOptions {
  /** The sid of the client. @default none */
  readonly to?: string | undefined;
  /** Another name for `to`. @default none */
  readonly sid?: string | undefined;
  /** Milliseconds to wait; `Infinity` for ever. @default 60_000 */
  readonly timeout?: number | undefined;
  /** Act on this server only. @default false */
  readonly ignoreQueue?: boolean | undefined;
}

/** A client as `fetchClients` describes it. */
export interface FetchedClient<D> extends ClientDetails {
  readonly environ: Environ;
  readonly session: D;
}

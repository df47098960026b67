import type { EmitParameters, EventArgs, EventMap, EventName } from '@x/socketio-parser';
import type { TypedEmitOptions } from '@x/socketio-server';
import type { AppEmitOptions } from './emit-options.js';

/** Options of `io.emit` on typed events. */
export interface TypedAppEmitOptions<S, E extends keyof S> extends TypedEmitOptions<S, E> {
  /** `false` leaves out the client whose event is being handled. @default true */
  readonly includeSelf?: boolean | undefined;
}

/** Options of `io.current.emit` on typed events. */
export interface TypedContextEmitOptions<S, E extends keyof S> extends TypedAppEmitOptions<S, E> {
  /** Goes to everyone in the namespace. @default false */
  readonly broadcast?: boolean | undefined;
}

/** `io.current.emit`: the context function, typed by the application's events. */
export interface CurrentEmit<S extends EventMap<S>> {
  <E extends EventName<S>>(
    event: E,
    ...rest: EmitParameters<EventArgs<S, E>, [options?: TypedContextEmitOptions<S, E>]>
  ): Promise<void>;
  (event: string, data: unknown, options: AppEmitOptions & { readonly namespace: string }): Promise<void>;
}

import type { EventArgs, HandlerResult } from '@x/socketio-parser';
import type { EventHandler } from './handler-types.js';
import type { EVENTS } from './namespace.js';

/**
 * What the methods of a class-based namespace must be like, by the event map that it declares: those that are named as
 * handlers handle events of the map, with their parameters. Without a map everything goes.
 */
export type CheckedMethods<N> = N extends { readonly [EVENTS]?: infer C }
  ? string extends keyof C
    ? unknown
    : { [M in keyof N as EventOf<M> extends never ? never : M]: Checked<C, EventOf<M>> }
  : unknown;

/** The event that a method handles by its name; lifecycle and other methods handle none. */
type EventOf<M> = M extends 'onError' ? never : Exclude<NamedEvent<M>, 'connect' | 'disconnect'>;

type NamedEvent<M> = M extends `on_${infer E}`
  ? E
  : M extends `on${infer E}`
    ? E extends Uncapitalize<E>
      ? never
      : Uncapitalize<E>
    : never;

/** The class for `'*'` is told the namespace first. */
type Checked<C, E> = E extends keyof C
  ? EventHandler<C, E> | ((namespace: string, sid: string, ...args: EventArgs<C, E>) => HandlerResult<C, E>)
  : `"${E & string}" is no event of this namespace`;

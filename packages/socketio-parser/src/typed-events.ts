import type { Tuple } from './tuple.js';

/** Any function; the one place where `any` stands for "whatever the event map says". */
// biome-ignore lint/suspicious/noExplicitAny: parameters of a constraint must accept every function
export type Fn = (...args: any[]) => any;

/** The constraint of an event map: an interface whose members are functions, `interface C2S { 'my event'(data: Msg): string }`. */
export type EventMap<M> = { [K in keyof M]: Fn };

/** The map of those who declare none: every event, with any arguments. */
export interface AnyEvents {
  [event: string]: Fn;
}

/** The names of a map's events. */
export type EventName<M> = keyof M & string;

/** The arguments that travel with an event. */
export type EventArgs<M, E extends keyof M> = M[E] extends (...args: infer A) => unknown ? A : never;

/** What a handler of the event may return: the declared acknowledgement, or a promise of it. */
export type HandlerResult<M, E extends keyof M> = M[E] extends (...args: never[]) => infer R
  ? [Awaited<R>] extends [void]
    ? unknown
    : Awaited<R> | Promise<Awaited<R>> | (undefined extends Awaited<R> ? void : never)
  : never;

/** What an emitter passes for the arguments `A`: nothing for none, the value for one, a tuple for several. */
export type EmitData<A extends readonly unknown[]> =
  | Tuple<A>
  | ([] extends A ? undefined : never)
  | (A extends readonly [] ? never : [A[0]] extends A ? (A[0] extends undefined ? undefined : A[0]) : never);

/** The data parameter of an emit, to be left out where the event can travel without arguments. */
export type EmitParameters<A extends readonly unknown[], Rest extends readonly unknown[]> = [] extends A
  ? [data?: EmitData<A>, ...Rest]
  : [data: EmitData<A>, ...Rest];

/** The declared acknowledgement of an event, out of its promise. */
export type Ack<M, E extends keyof M> = M[E] extends (...args: never[]) => infer R ? Awaited<R> : never;

/** The arguments of a callback that receives the acknowledgement: none for `void`, several for a tuple, else one. */
export type AckArgs<R> = 0 extends 1 & R
  ? // biome-ignore lint/suspicious/noExplicitAny: an untyped event acknowledges with anything
    any[]
  : [R] extends [Tuple<infer A>]
    ? A extends unknown[]
      ? A
      : [...A]
    : [R] extends [void]
      ? []
      : [value: R];

/** What `call` resolves with: a tuple arrives as an array. */
export type AckResult<R> = 0 extends 1 & R ? R : R extends Tuple<infer A> ? A : R;

type SplitAck<A extends readonly unknown[]> = A extends readonly [...infer Args, (...answers: infer R) => void]
  ? { args: Args; answers: R }
  : { args: A; answers: never };

/** Turns an event map of socket.io's kind, where the last parameter is a callback, into ours, where the result is the ack. */
export type FromSocketIO<M extends EventMap<M>> = {
  [E in keyof M]: SplitAck<Parameters<M[E]>> extends {
    args: infer A extends unknown[];
    answers: infer R extends unknown[];
  }
    ? (...args: A) => [R] extends [never] ? void : R extends [] ? void : R extends [infer One] ? One : Tuple<R>
    : never;
};

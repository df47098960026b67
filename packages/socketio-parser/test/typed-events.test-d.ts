import { describe, expectTypeOf, it } from 'vitest';
import {
  type Ack,
  type AckArgs,
  type AckResult,
  type AnyEvents,
  type EmitData,
  type EmitParameters,
  type EventArgs,
  type EventMap,
  type EventName,
  type FromSocketIO,
  type HandlerResult,
  type Tuple,
  toArguments,
  tuple,
} from '../src/index.js';

interface Message {
  text: string;
}

/** What an application declares. */
interface Events {
  ping(): void;
  say(message: Message): void;
  move(x: number, y: number): boolean;
  find(query: string, limit?: number): string[];
  log(level: string, ...details: unknown[]): void;
  maybe(value?: string): void;
  pair(): Tuple<[string, number]>;
  later(id: number): Promise<Message>;
  optional(): string | undefined;
  'with spaces'(list: number[]): void;
}

type Parameters<E extends keyof Events> = EmitParameters<EventArgs<Events, E>, [options?: { to: string }]>;

describe('tuple', () => {
  it('keeps the types of its items in order', () => {
    expectTypeOf(tuple(1, 'two')).toEqualTypeOf<Tuple<[number, string]>>();
    expectTypeOf(tuple()).toEqualTypeOf<Tuple<[]>>();
  });

  it('is not an array, nor is an array a tuple', () => {
    expectTypeOf<[number, string]>().not.toExtend<Tuple<[number, string]>>();
    expectTypeOf<Tuple<[number, string]>>().not.toExtend<readonly unknown[]>();
    expectTypeOf<Tuple<[number]>>().not.toExtend<Tuple<[string]>>();
    expectTypeOf(toArguments(tuple(1))).toEqualTypeOf<readonly unknown[]>();
  });
});

describe('an event map', () => {
  it('is an interface of functions', () => {
    expectTypeOf<Events>().toExtend<EventMap<Events>>();
    expectTypeOf<{ n: number }>().not.toExtend<EventMap<{ n: number }>>();
  });

  it('gives names and arguments', () => {
    expectTypeOf<EventName<{ a(): void; 'b c'(): void; 7(): void }>>().toEqualTypeOf<'a' | 'b c'>();
    expectTypeOf<EventArgs<Events, 'ping'>>().toEqualTypeOf<[]>();
    expectTypeOf<EventArgs<Events, 'move'>>().toEqualTypeOf<[x: number, y: number]>();
    expectTypeOf<EventArgs<Events, 'find'>>().toEqualTypeOf<[query: string, limit?: number | undefined]>();
    expectTypeOf<EventArgs<Events, 'log'>>().toEqualTypeOf<[level: string, ...details: unknown[]]>();
  });

  it('lets everything pass where none is declared', () => {
    // biome-ignore lint/suspicious/noExplicitAny: an untyped event has any arguments
    expectTypeOf<EventArgs<AnyEvents, string>>().toEqualTypeOf<any[]>();
    // biome-ignore lint/suspicious/noExplicitAny: and any acknowledgement
    expectTypeOf<Ack<AnyEvents, string>>().toEqualTypeOf<any>();
    expectTypeOf<[{ a: 1 }]>().toExtend<EmitParameters<EventArgs<AnyEvents, string>, []>>();
    expectTypeOf<[]>().toExtend<EmitParameters<EventArgs<AnyEvents, string>, []>>();
  });
});

describe('what an emitter passes', () => {
  it('is nothing for no arguments', () => {
    expectTypeOf<[]>().toExtend<Parameters<'ping'>>();
    expectTypeOf<[undefined, { to: string }]>().toExtend<Parameters<'ping'>>();
    expectTypeOf<['x']>().not.toExtend<Parameters<'ping'>>();
  });

  it('is the value for one argument, an array included', () => {
    expectTypeOf<[Message]>().toExtend<Parameters<'say'>>();
    expectTypeOf<[Message, { to: string }]>().toExtend<Parameters<'say'>>();
    expectTypeOf<[number[]]>().toExtend<Parameters<'with spaces'>>();
    expectTypeOf<[]>().not.toExtend<Parameters<'say'>>();
    expectTypeOf<[string]>().not.toExtend<Parameters<'say'>>();
    expectTypeOf<[Message, { room: string }]>().not.toExtend<Parameters<'say'>>();
  });

  it('is a tuple for several arguments, never a bare array', () => {
    expectTypeOf<[Tuple<[number, number]>]>().toExtend<Parameters<'move'>>();
    expectTypeOf<[[number, number]]>().not.toExtend<Parameters<'move'>>();
    expectTypeOf<[number]>().not.toExtend<Parameters<'move'>>();
    expectTypeOf<[Tuple<[number, string]>]>().not.toExtend<Parameters<'move'>>();
  });

  it('may leave out what is optional', () => {
    expectTypeOf<[string]>().toExtend<Parameters<'find'>>();
    expectTypeOf<[Tuple<[string, number]>]>().toExtend<Parameters<'find'>>();
    expectTypeOf<[]>().not.toExtend<Parameters<'find'>>();
    expectTypeOf<[]>().toExtend<Parameters<'maybe'>>();
    expectTypeOf<[string]>().toExtend<Parameters<'maybe'>>();
    expectTypeOf<[number]>().not.toExtend<Parameters<'maybe'>>();
  });

  it('may hold as many rest arguments as it likes', () => {
    expectTypeOf<string>().toExtend<EmitData<EventArgs<Events, 'log'>>>();
    expectTypeOf<Tuple<[string, ...unknown[]]>>().toExtend<EmitData<EventArgs<Events, 'log'>>>();
    expectTypeOf<Tuple<[string, number, boolean]>>().toExtend<EmitData<EventArgs<Events, 'log'>>>();
    expectTypeOf<number>().not.toExtend<EmitData<EventArgs<Events, 'log'>>>();
  });
});

describe('an acknowledgement', () => {
  it('is what the handler is declared to return', () => {
    expectTypeOf<Ack<Events, 'move'>>().toEqualTypeOf<boolean>();
    expectTypeOf<Ack<Events, 'later'>>().toEqualTypeOf<Message>();
    expectTypeOf<Ack<Events, 'ping'>>().toEqualTypeOf<void>();
    expectTypeOf<Ack<Events, 'pair'>>().toEqualTypeOf<Tuple<[string, number]>>();
  });

  it('comes to a callback as arguments', () => {
    expectTypeOf<AckArgs<Ack<Events, 'move'>>>().toEqualTypeOf<[value: boolean]>();
    expectTypeOf<AckArgs<Ack<Events, 'pair'>>>().toEqualTypeOf<[string, number]>();
    expectTypeOf<AckArgs<Ack<Events, 'ping'>>>().toEqualTypeOf<[]>();
    // biome-ignore lint/suspicious/noExplicitAny: an untyped event acknowledges with anything
    expectTypeOf<AckArgs<Ack<AnyEvents, string>>>().toEqualTypeOf<any[]>();
  });

  it('comes out of call as a value, a tuple as an array', () => {
    expectTypeOf<AckResult<Ack<Events, 'move'>>>().toEqualTypeOf<boolean>();
    expectTypeOf<AckResult<Ack<Events, 'pair'>>>().toEqualTypeOf<[string, number]>();
    expectTypeOf<AckResult<Ack<Events, 'later'>>>().toEqualTypeOf<Message>();
  });

  it('may be promised by the handler', () => {
    expectTypeOf<boolean>().toExtend<HandlerResult<Events, 'move'>>();
    expectTypeOf<Promise<boolean>>().toExtend<HandlerResult<Events, 'move'>>();
    expectTypeOf<Promise<Message>>().toExtend<HandlerResult<Events, 'later'>>();
    expectTypeOf<Message>().toExtend<HandlerResult<Events, 'later'>>();
    expectTypeOf<string>().not.toExtend<HandlerResult<Events, 'move'>>();
    expectTypeOf<undefined>().not.toExtend<HandlerResult<Events, 'move'>>();
    expectTypeOf<[string, number]>().not.toExtend<HandlerResult<Events, 'pair'>>();
  });

  it('that is not declared lets the handler return anything, a promise of nothing above all', () => {
    expectTypeOf<Promise<void>>().toExtend<HandlerResult<Events, 'ping'>>();
    expectTypeOf<number>().toExtend<HandlerResult<Events, 'ping'>>();
  });

  it('that is optional may be left out', () => {
    expectTypeOf<void>().toExtend<HandlerResult<Events, 'optional'>>();
    expectTypeOf<string>().toExtend<HandlerResult<Events, 'optional'>>();
    expectTypeOf<number>().not.toExtend<HandlerResult<Events, 'optional'>>();
  });
});

describe('a map of socket.io', () => {
  interface Theirs {
    noArgs: () => void;
    say: (text: string) => void;
    ask: (question: string, callback: (answer: number) => void) => void;
    two: (callback: (a: number, b: string) => void) => void;
    done: (id: number, callback: () => void) => void;
  }
  type Ours = FromSocketIO<Theirs>;

  it('becomes one of ours: the callback is the result', () => {
    expectTypeOf<Ours>().toExtend<EventMap<Ours>>();
    expectTypeOf<Ours['noArgs']>().toEqualTypeOf<() => void>();
    expectTypeOf<Ours['say']>().toEqualTypeOf<(text: string) => void>();
    expectTypeOf<Ours['ask']>().toEqualTypeOf<(question: string) => number>();
    expectTypeOf<Ours['two']>().toEqualTypeOf<() => Tuple<[a: number, b: string]>>();
    expectTypeOf<Ours['done']>().toEqualTypeOf<(id: number) => void>();
  });
});

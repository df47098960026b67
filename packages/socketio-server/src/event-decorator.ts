import { SocketIOError } from '@x/socketio-parser';
import type { AnyFn } from './handler-types.js';

const NAMES: unique symbol = Symbol.for('@x/socketio-server/event-names') as never;

interface Decorated {
  [NAMES]?: string[];
}

/** Works as a standard and as a legacy decorator of a method. */
export interface EventDecorator {
  <F extends AnyFn>(method: F, context: ClassMethodDecoratorContext<never, F>): void;
  (prototype: object, method: string | symbol, descriptor: PropertyDescriptor): void;
}

/**
 * Decorates a method of a {@link Namespace} as the handler of an event of any name.
 *
 * @example
 * class Chat extends Namespace { @event('any name') handle(sid: string) {} }
 */
export function event(name: string): EventDecorator {
  if (typeof name !== 'string') throw new SocketIOError('INVALID_ARGUMENT', '@event needs the name of an event');
  // The mark goes onto the function itself: no metadata is needed, which half of the compilers do not give.
  return ((target: unknown, context: unknown, descriptor?: PropertyDescriptor) => {
    const method = descriptor === undefined ? target : descriptor.value;
    const isPrivate = typeof context === 'object' && (context as { private?: boolean } | null)?.private === true;
    if (typeof method !== 'function' || isPrivate) {
      throw new SocketIOError('INVALID_ARGUMENT', `@event('${name}') belongs on a method that is not private`);
    }
    const decorated = method as Decorated;
    decorated[NAMES] = [...(decorated[NAMES] ?? []), name];
  }) as EventDecorator;
}

/** The names that decorators gave to a method. */
export function decoratedNames(method: AnyFn): readonly string[] {
  return (method as Decorated)[NAMES] ?? [];
}

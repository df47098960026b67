import type { AnyFn, ErrorHandler } from './handler-types.js';

/**
 * The handlers of a class-based namespace. Its table is built when it is registered, so that a name from the wire can
 * only ever meet a handler.
 */
export interface ClassHandlers {
  /** The instance: `this` of the handlers. */
  readonly self: object;
  readonly table: ReadonlyMap<string, AnyFn>;
  /** Set where the class routes events by itself: called with the event's name first. */
  readonly trigger: AnyFn | undefined;
  readonly onError: ErrorHandler | undefined;
}

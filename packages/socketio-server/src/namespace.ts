import type { AnyEvents, EventMap } from '@x/socketio-parser';
import { tableOf } from './class-table.js';
import { checkNamespace } from './given.js';
import type { AnySession, ErrorContext } from './handler-types.js';
import { Messaging } from './messaging.js';

/** Names a member that exists for the compiler alone: the event map of a class. */
export declare const EVENTS: unique symbol;

/**
 * The base of class-based namespaces. A method `on_my_event` handles `my_event`, `onMyEvent` handles `myEvent`, and
 * `@event('any name')` names any other; `onConnect` and `onDisconnect` are the lifecycle. One instance serves all clients.
 *
 * @example
 * class Chat extends Namespace<ChatC2S, ChatS2C> {
 *   on_said(sid: string, text: string) { return this.emit('said', text, { skipSid: sid }); }
 * }
 * sio.registerNamespace(new Chat('/chat'));
 */
export abstract class Namespace<
  // The client's events: what the handlers are checked against.
  C extends EventMap<C> = AnyEvents,
  S extends EventMap<S> = C,
  D extends object = AnySession,
> extends Messaging<S, D> {
  declare readonly [EVENTS]?: C;
  /** The namespace, or `'*'` for all that have no other handler. */
  readonly namespace: string;

  /** @param namespace @default '/' */
  constructor(namespace = '/') {
    super();
    checkNamespace(namespace);
    this.namespace = namespace;
  }

  /**
   * Calls the handler of an event; to be overridden by a class that routes events itself.
   *
   * @param args the sid and the event's arguments; the namespace before them for `'*'`.
   * @returns the acknowledgement.
   */
  triggerEvent(event: string, ...args: unknown[]): unknown {
    return tableOf(this).get(event)?.apply(this, args);
  }

  // Both are called with the namespace first where this is the class for `'*'`.

  /** Returns `false` or throws to turn the client away; to be overridden with `(sid, environ, auth)`. */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters are the subclass's to name
  onConnect?(...args: any[]): unknown;

  /** To be overridden with `(sid, reason)`. */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters are the subclass's to name
  onDisconnect?(...args: any[]): unknown;

  /** Is told of errors in the handlers; to be overridden. A value that it returns becomes the acknowledgement. */
  onError?(error: unknown, context: ErrorContext): unknown;
}

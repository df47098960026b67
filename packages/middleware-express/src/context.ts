import { type AnySession, context as current, type EventContext as EventContextOf } from '@x/socketio-app';
import type { Request } from 'express';

/** What a handler is called for; its `request` is the Express request of the connection. */
export type EventContext<D extends object = AnySession> = EventContextOf<D, Request>;

/**
 * The client and the event that are being handled.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` outside of a handler.
 */
export const context: <D extends object = AnySession>() => EventContext<D> = current;

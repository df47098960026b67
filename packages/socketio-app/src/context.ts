import { AsyncLocalStorage } from 'node:async_hooks';
import { type AnySession, type Environ, type Server, SocketIOError } from '@x/socketio-server';
import { processWide } from './process-wide.js';

/**
 * What a handler is called for: whose event, which, and what is known of the client. The bindings know the type `R` of
 * their framework's requests.
 */
// biome-ignore lint/suspicious/noExplicitAny: every framework has a type of its own
export interface EventContext<D extends object = AnySession, R = any> {
  readonly sid: string;
  readonly namespace: string;
  /** The event's name and its arguments; of `connect` the auth data, of `disconnect` the reason. */
  readonly event: { readonly message: string; readonly args: readonly unknown[] };
  /** The request that opened the connection, as a plain snapshot. */
  readonly environ: Environ;
  /** The framework's own request for it, `undefined` without a framework. */
  readonly request: R;
  /** The user session: what is changed here is there in the client's next events. Assigning an object replaces its data. */
  session: D;
  /**
   * Has the framework find out again who this is, by its session and login middlewares: `request` is then the new one, in
   * later events too. Rejects when they turn the client away.
   */
  refresh(): Promise<R>;
}

/** The context as it is carried: with the server that it belongs to. */
export interface Frame extends EventContext {
  readonly server: Server;
}

const storage = processWide('context', () => new AsyncLocalStorage<Frame>());

/** Runs a function, and all that it starts, in a context. */
export function enter<R>(frame: Frame, run: () => R): R {
  return storage.run(frame, run);
}

/** The context that code runs in, if any. */
export function currentFrame(): Frame | undefined {
  return storage.getStore();
}

/** @throws SocketIOError `INVALID_ARGUMENT` outside of a handler. */
export function requireFrame(caller: string): Frame {
  const frame = storage.getStore();
  if (frame !== undefined) return frame;
  throw new SocketIOError(
    'INVALID_ARGUMENT',
    `${caller} needs the context of an event: call it in a handler, or in what a handler awaits. Elsewhere, use the methods of the SocketIO instance`,
  );
}

/**
 * The client and the event that are being handled.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` outside of a handler.
 */
// biome-ignore lint/suspicious/noExplicitAny: as above
export function context<D extends object = AnySession, R = any>(): EventContext<D, R> {
  return requireFrame('context()') as unknown as EventContext<D, R>;
}

import type { EmitOptions } from '@x/socketio-server';
import { SocketIOError } from '@x/socketio-server';
import { currentFrame, enter, type Frame } from './context.js';
import { checkFlag } from './given.js';

/** Options of `io.emit`, which goes to everyone in the namespace unless they say otherwise. */
export interface AppEmitOptions extends EmitOptions {
  /** `false` leaves out the client whose event is being handled; `skipSid` goes before it. @default true */
  readonly includeSelf?: boolean | undefined;
}

/** Options of the context function `emit`, which goes to the client whose event is handled unless they say otherwise. */
export interface ContextEmitOptions extends AppEmitOptions {
  /** Goes to everyone in the namespace. @default false */
  readonly broadcast?: boolean | undefined;
}

/** Options of `send`. */
export interface JsonOption {
  /** Emits the event `json` rather than `message`. @default false */
  readonly json?: boolean | undefined;
}

/** The event that `send` emits. */
export function eventOf({ json }: JsonOption): string {
  checkFlag('json', json);
  return json === true ? 'json' : 'message';
}

/** What the server understands. Within a handler, callbacks get its context. */
export function serverOptions(options: AppEmitOptions, frame: Frame | undefined = currentFrame()): EmitOptions {
  const { includeSelf, ...rest } = options;
  checkFlag('includeSelf', includeSelf);
  const { callback } = rest;
  return {
    ...rest,
    ...(includeSelf === false && rest.skipSid === undefined ? { skipSid: selfOf(frame) } : {}),
    ...(callback !== undefined && frame !== undefined
      ? { callback: (...args: unknown[]) => enter(frame, () => callback(...args)) }
      : {}),
  };
}

/** The same for an emit from a handler: to its own client and namespace, where nothing else is said. */
export function contextOptions({ broadcast, ...options }: ContextEmitOptions, frame: Frame): EmitOptions {
  checkFlag('broadcast', broadcast);
  const isForSelf = broadcast !== true && (options.to ?? options.room ?? options.sid) === undefined;
  const namespace = options.namespace ?? frame.namespace;
  return serverOptions(isForSelf ? { ...options, namespace, to: frame.sid } : { ...options, namespace }, frame);
}

function selfOf(frame: Frame | undefined): string {
  if (frame !== undefined) return frame.sid;
  throw new SocketIOError(
    'INVALID_ARGUMENT',
    'includeSelf: false needs the context of an event, which tells who "self" is; elsewhere, use skipSid',
  );
}

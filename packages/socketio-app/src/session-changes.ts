import { type AnySession, SocketIOError } from '@x/socketio-server';
import { checkSessionData } from './given.js';

/** Puts other data in the place of a session's: the object stays, for it is the one that is kept. */
export function replaceSession(session: AnySession, data: unknown): void {
  checkSessionData(data);
  const next = { ...data };
  for (const name of Object.keys(dataOf(session))) delete session[name];
  Object.assign(session, next);
}

/** @throws SocketIOError `INVALID_ARGUMENT` that names the value that no store can keep. */
export function checkStorable(session: AnySession): void {
  for (const [name, value] of Object.entries(dataOf(session))) {
    const reason = value === undefined ? undefined : unstorable(value);
    if (reason === undefined) continue;
    throw new SocketIOError('INVALID_ARGUMENT', `context().session.${name} cannot be saved: ${reason.message}`, {
      cause: reason,
    });
  }
}

/** The session, for a handler that might hold on to it: whoever changes it too late is told that nothing keeps that. */
export function watchedSession(session: AnySession, isLate: () => boolean): AnySession {
  const proxies = new WeakMap<object, object>();
  const warn = () => {
    if (isLate()) process.emitWarning(LATE, { code: 'SOCKETIO_LATE_SESSION' });
  };
  const watched = <T extends object>(target: T): T => {
    const known = proxies.get(target) ?? new Proxy<object>(target, traps);
    proxies.set(target, known);
    return known as T;
  };
  const traps: ProxyHandler<object> = {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return isPlain(value) && !isFixed(target, name) ? watched(value) : value;
    },
    set(target, name, value) {
      warn();
      return Reflect.set(target, name, value);
    },
    deleteProperty(target, name) {
      warn();
      return Reflect.deleteProperty(target, name);
    },
  };
  return watched(session);
}

const LATE =
  'context().session was changed when its handler had ended, or where nothing can keep it, as in a cookie: the change is lost. Change it before the handler ends';

/** The data alone: sessions of koa-session keep more on themselves. */
function dataOf(session: AnySession): object {
  const { toJSON } = session as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(session) as object) : session;
}

function unstorable(value: unknown): Error | undefined {
  try {
    return JSON.stringify(value) === undefined ? new TypeError(`a ${typeof value} is no data`) : undefined;
  } catch (error) {
    return error as Error;
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

/** A proxy must give back what can never change. */
function isFixed(target: object, name: string | symbol): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, name);
  return descriptor?.configurable === false && descriptor.writable === false;
}

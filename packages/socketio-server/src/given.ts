import type { EmitOptions, NamespaceOptions } from '@x/socketio-adapter';
import { SocketIOError } from '@x/socketio-parser';

// Calls that are given something else than their types ask for, as from JavaScript: without these checks they would do nothing,
// or something else, and say nothing of it.

/** @throws SocketIOError `INVALID_ARGUMENT` for a name that no client can ask for. */
export function checkNamespace(name: unknown): void {
  if (typeof name === 'string' && (name.charCodeAt(0) === 47 || name === '*')) return;
  throw new SocketIOError('INVALID_ARGUMENT', `A namespace begins with a slash, or is '*' for all: not ${shown(name)}`);
}

/** The namespace that options name, if they do. */
export function namespaceIn(options: NamespaceOptions | undefined): string | undefined {
  const namespace = options?.namespace;
  if (namespace !== undefined) checkNamespace(namespace);
  return namespace;
}

/** @throws SocketIOError `INVALID_ARGUMENT` for what is no options object, such as a second argument of the event. */
export function checkOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw new SocketIOError(
    'INVALID_ARGUMENT',
    `Options come third, as an object, not ${shown(options)}. Several arguments of an event are one tuple(a, b); a callback is { callback }`,
  );
}

/** @throws SocketIOError `INVALID_ARGUMENT` for what is neither a name nor a list of names. */
export function checkNames(names: unknown): void {
  if (typeof names === 'string' || (Array.isArray(names) && names.every((name) => typeof name === 'string'))) return;
  throw new SocketIOError('INVALID_ARGUMENT', `A sid, a room, or a list of either is needed, not ${shown(names)}`);
}

/** @throws SocketIOError `INVALID_ARGUMENT` for what is no room, such as data of an event that is handed on unchecked. */
export function checkRoom(room: unknown): void {
  if (typeof room === 'string') return;
  throw new SocketIOError('INVALID_ARGUMENT', `A room is a string, not ${shown(room)}`);
}

/** The same for the options that name clients. */
export function checkTarget({ to, room, sid, skipSid }: EmitOptions): void {
  const target = to ?? room ?? sid;
  if (target !== undefined && typeof target !== 'string') checkNames(target);
  if (skipSid !== undefined && typeof skipSid !== 'string') checkNames(skipSid);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : typeof value;
}

import { SocketIOError } from '@x/socketio-parser';
import { decoratedNames } from './event-decorator.js';
import type { AnyFn } from './handler-types.js';

const tables = new WeakMap<object, ReadonlyMap<string, AnyFn>>();
/** Methods with these names never answer to the event that they would stand for. */
const NOT_EVENTS: ReadonlySet<string> = new Set(['onError']);

/** Gives an instance its handlers by hand, in place of its methods. */
export function setTable(instance: object, table: ReadonlyMap<string, AnyFn>): void {
  tables.set(instance, table);
}

/** The handlers of an instance by event, made once. */
export function tableOf(instance: object): ReadonlyMap<string, AnyFn> {
  let table = tables.get(instance);
  if (table === undefined) {
    table = buildTable(instance);
    tables.set(instance, table);
  }
  return table;
}

/**
 * Collects the methods of an instance that handle events, inherited ones included.
 *
 * @throws SocketIOError `INVALID_ARGUMENT` when two methods would handle one event.
 */
function buildTable(instance: object): ReadonlyMap<string, AnyFn> {
  const table = new Map<string, AnyFn>();
  const owners = new Map<string, string>();
  for (const [method, versions] of methodsOf(instance)) {
    for (const event of eventsOf(method, versions)) {
      const other = owners.get(event);
      if (other !== undefined) {
        throw new SocketIOError('INVALID_ARGUMENT', `${other}() and ${method}() both handle the event "${event}"`);
      }
      owners.set(event, method);
      table.set(event, versions[0] as AnyFn);
    }
  }
  return table;
}

/** All methods by name, each with its versions from the most derived to the first. Accessors are left alone. */
function methodsOf(instance: object): Map<string, AnyFn[]> {
  const methods = new Map<string, AnyFn[]>();
  for (let holder = instance; holder !== Object.prototype && holder !== null; holder = Object.getPrototypeOf(holder)) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      const { value } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
      if (typeof value !== 'function' || name === 'constructor') continue;
      const versions = methods.get(name);
      if (versions === undefined) methods.set(name, [value]);
      else versions.push(value);
    }
  }
  return methods;
}

function eventsOf(method: string, versions: readonly AnyFn[]): Set<string> {
  const events = new Set(versions.flatMap(decoratedNames));
  const named = eventOfName(method);
  if (named !== undefined) events.add(named);
  return events;
}

function eventOfName(method: string): string | undefined {
  if (NOT_EVENTS.has(method)) return undefined;
  if (method.startsWith('on_') && method.length > 3) return method.slice(3);
  const initial = method.charAt(2);
  if (!method.startsWith('on') || initial === initial.toLowerCase()) return undefined;
  return initial.toLowerCase() + method.slice(3);
}

/**
 * Event names that have a meaning of their own on one side or the other. None is accepted from the wire, so that no
 * peer can pretend that somebody connected or left.
 */
export const RESERVED_EVENTS: ReadonlySet<string> = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  '__disconnect_final',
  'newListener',
  'removeListener',
  '*',
]);

let lengths = 0;
for (const name of RESERVED_EVENTS) lengths |= 1 << name.length;

/** Asks for the length first: hashing the name of every event that arrives is the dearer question. */
export function isReservedEvent(name: string): boolean {
  return name.length < 32 && (lengths >>> name.length) & 1 ? RESERVED_EVENTS.has(name) : false;
}

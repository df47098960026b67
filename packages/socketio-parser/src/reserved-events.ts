/**
 * Event names that have a meaning of their own on one side or the other. None is accepted from the wire, so that no
 * peer can pretend that somebody connected or left.
 */
export const RESERVED_EVENTS: ReadonlySet<string> = new Set([
  /** Somebody came in. */
  'connect',
  /** Somebody was not let in. */
  'connect_error',
  /** Somebody left. */
  'disconnect',
  /** What socket.io servers call a departure that has begun. */
  'disconnecting',
  /** What python-socketio clients call a departure for good. */
  '__disconnect_final',
  /** Of Node's event emitters, which peers are built on. */
  'newListener',
  /** Of Node's event emitters, too. */
  'removeListener',
  /** Stands for every event without a handler of its own. */
  '*',
]);

let lengths = 0;
for (const name of RESERVED_EVENTS) lengths |= 1 << name.length;

/** Asks for the length first: hashing the name of every event that arrives is the dearer question. */
export function isReservedEvent(name: string): boolean {
  return name.length < 32 && (lengths >>> name.length) & 1 ? RESERVED_EVENTS.has(name) : false;
}

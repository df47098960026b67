import { PacketError } from './errors.js';
import { MAX_EVENT_NAME_LENGTH } from './options.js';
import { PacketType } from './packet.js';
import { isReservedEvent } from './reserved-events.js';

/**
 * Checks that a packet's fields fit its type, whatever form the packet came in.
 *
 * @throws PacketError
 */
export function checkFields(type: PacketType, data: unknown, id: number | undefined): void {
  switch (type) {
    case PacketType.EVENT:
    case PacketType.BINARY_EVENT:
      checkEvent(data);
      return;
    case PacketType.ACK:
    case PacketType.BINARY_ACK:
      if (id === undefined) throw new PacketError('acknowledgement without id');
      if (!Array.isArray(data)) throw new PacketError('payload of an acknowledgement must be an array');
      return;
    default:
      if (id !== undefined) throw new PacketError(`packet of type ${type} must not have an acknowledgement id`);
      checkControl(type, data);
  }
}

function checkEvent(data: unknown): void {
  if (!Array.isArray(data) || data.length === 0) throw new PacketError('payload of an event must be a non-empty array');
  let name: unknown = data[0];
  // Event names of type number exist in JavaScript clients; handlers know names as strings only.
  if (typeof name === 'number') {
    name = String(name);
    data[0] = name;
  }
  if (typeof name !== 'string') throw new PacketError('name of an event must be a string');
  if (name.length > MAX_EVENT_NAME_LENGTH) {
    throw new PacketError(`name of an event is longer than ${MAX_EVENT_NAME_LENGTH} characters`);
  }
  if (isReservedEvent(name)) throw new PacketError(`event name "${name}" is reserved`);
}

/** CONNECT_ERROR may be a bare string, and Python servers attach an object to DISCONNECT. */
function checkControl(type: PacketType, data: unknown): void {
  if (data === undefined && type !== PacketType.CONNECT_ERROR) return;
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return;
  if (type === PacketType.CONNECT_ERROR && typeof data === 'string') return;
  throw new PacketError(`payload of a packet of type ${type} must be an object`);
}

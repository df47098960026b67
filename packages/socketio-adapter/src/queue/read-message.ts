import { isReservedEvent, type JsonCodec, PacketError } from '@x/socketio-parser';
import type { OneOrMany } from '../options.js';
import type { ClientDetails } from '../recipient.js';
import { decodeArguments } from './arguments.js';
import type { EmitExtension, EmitMessage, NodeState, QueueMessage, RoomsMessage } from './messages.js';

type Fields = Readonly<Record<string, unknown>>;

/** A pickled message begins with this byte. */
const PICKLE = 0x80;
/** Every server has 32 characters; some are spared for others' servers. */
const LONGEST_HOST_ID = 64;
/** Longer timeouts of others are not taken over, in milliseconds. */
export const LONGEST_TIMEOUT = 3_600_000;

/**
 * Reads a message of the queue, whoever wrote it.
 *
 * @returns `undefined` for what is well-formed but not for us: no method, or one that we do not know.
 * @throws PacketError for what is no message, or has a field that is not what it should be.
 */
export function readMessage(
  message: string | Uint8Array,
  maxBytes: number,
  json: JsonCodec = JSON,
): QueueMessage | undefined {
  const fields = parse(message, maxBytes, json);
  const { method } = fields;
  if (method === undefined) return undefined;
  const reader = typeof method === 'string' && Object.hasOwn(READERS, method) ? READERS[method] : undefined;
  return reader?.(fields);
}

function parse(message: string | Uint8Array, maxBytes: number, json: JsonCodec): Fields {
  // No character takes more than three bytes for each of its units.
  if (message.length * 3 > maxBytes) {
    const bytes = Buffer.byteLength(message);
    if (bytes > maxBytes) throw new PacketError(`it has ${bytes} bytes, more than ${maxBytes}`);
  }
  if (typeof message !== 'string' && message[0] === PICKLE) {
    throw new PacketError('it is pickled: python-socketio before 5.14 cannot join this cluster, upgrade it');
  }
  let fields: unknown;
  try {
    fields = json.parse(typeof message === 'string' ? message : toText(message));
  } catch (cause) {
    throw new PacketError('it is no JSON', { cause });
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new PacketError('it is no object');
  return fields as Fields;
}

function toText({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

const READERS: Readonly<Record<string, (fields: Fields) => QueueMessage | undefined>> = {
  emit: readEmit,
  callback(fields) {
    const { sid, namespace, id, args, node, client } = fields;
    if (sid === undefined || id === undefined || !Array.isArray(args)) return undefined;
    return {
      method: 'callback',
      hostId: hostId(fields),
      sid,
      namespace,
      id,
      args: decodeArguments(args, fields['binary'] === true),
      node: optional(node, string, 'node'),
      client: optional(client, string, 'client'),
    };
  },
  disconnect: (fields) => ({
    method: 'disconnect',
    hostId: hostId(fields),
    sid: string(fields['sid'], 'sid'),
    namespace: namespace(fields),
  }),
  enter_room: (fields) => readRoom('enter_room', fields),
  leave_room: (fields) => readRoom('leave_room', fields),
  close_room: (fields) => ({
    method: 'close_room',
    hostId: hostId(fields),
    room: string(fields['room'], 'room'),
    namespace: namespace(fields),
  }),
  'x-node': (fields) => ({
    method: 'x-node',
    hostId: sender(fields),
    state: oneOf(NODE_STATES, fields['state'], 'state'),
  }),
  'x-fetch': (fields) => ({
    method: 'x-fetch',
    hostId: sender(fields),
    id: count(fields['id'], 'id'),
    ...selection(fields),
  }),
  'x-clients': (fields) => ({
    method: 'x-clients',
    hostId: sender(fields),
    to: string(fields['to'], 'to'),
    id: count(fields['id'], 'id'),
    clients: clients(fields['clients']),
    more: fields['more'] === true,
  }),
  'x-acks': (fields) => ({
    method: 'x-acks',
    hostId: sender(fields),
    to: string(fields['to'], 'to'),
    id: count(fields['id'], 'id'),
    count: count(fields['count'], 'count'),
  }),
  'x-lost': (fields) => ({
    method: 'x-lost',
    hostId: sender(fields),
    to: string(fields['to'], 'to'),
    id: count(fields['id'], 'id'),
    sid: string(fields['sid'], 'sid'),
  }),
  'x-rooms': (fields) => ({
    method: 'x-rooms',
    hostId: sender(fields),
    operation: oneOf(OPERATIONS, fields['operation'], 'operation'),
    rooms: strings(fields['rooms'], 'rooms'),
    ...selection(fields),
  }),
  'x-server': (fields) => ({
    method: 'x-server',
    hostId: sender(fields),
    event: string(fields['event'], 'event'),
    args: decodeArguments(fields['data'], fields['binary'] === true),
  }),
};

const NODE_STATES: readonly NodeState[] = ['hello', 'here', 'bye', 'probe'];
const OPERATIONS: readonly RoomsMessage['operation'][] = ['join', 'leave', 'disconnect'];

function readEmit(fields: Fields): EmitMessage {
  const event = string(fields['event'], 'event');
  // To a client such an event would be a malformed packet, upon which it leaves.
  if (isReservedEvent(event)) throw new PacketError(`its event "${event}" has a reserved name`);
  const { callback, data } = fields;
  // Python drops such an emit; null is no data.
  if (data === undefined) throw new PacketError('its data is missing');
  const extension = optional(fields['x'], readExtension, 'x');
  let args = decodeArguments(data, fields['binary'] === true);
  // Python cannot tell "no data" from a single None.
  if (args.length === 1 && args[0] === null && extension?.args !== 1) args = [];
  return {
    method: 'emit',
    hostId: hostId(fields),
    event,
    args,
    namespace: namespace(fields),
    room: optional(fields['room'], oneOrMany, 'room'),
    skipSid: optional(fields['skip_sid'], oneOrMany, 'skip_sid'),
    callback: Array.isArray(callback) && callback.length === 3 ? [callback[0], callback[1], callback[2]] : undefined,
    extension,
  };
}

function readExtension(value: unknown): EmitExtension {
  if (typeof value !== 'object' || value === null) throw new PacketError('its x is no object');
  const { args, timeout, count: counted, volatile, compress } = value as Fields;
  return {
    args: optional(args, count, 'x.args'),
    timeout: timeout === undefined ? undefined : Math.min(count(timeout, 'x.timeout'), LONGEST_TIMEOUT),
    count: counted === true,
    volatile: volatile === true,
    compress: typeof compress === 'boolean' ? compress : undefined,
  };
}

function readRoom(method: 'enter_room' | 'leave_room', fields: Fields): QueueMessage {
  const sid = string(fields['sid'], 'sid');
  return { method, hostId: hostId(fields), sid, room: string(fields['room'], 'room'), namespace: namespace(fields) };
}

function selection(fields: Fields) {
  return {
    namespace: namespace(fields),
    room: optional(fields['room'], oneOrMany, 'room'),
    except: optional(fields['except'], oneOrMany, 'except'),
  };
}

/** Who wrote it; nobody in particular when the field is missing, as with small emitters in other languages. */
function hostId(fields: Fields): string {
  const id = optional(fields['host_id'], string, 'host_id') ?? '';
  if (id.length > LONGEST_HOST_ID) throw new PacketError(`its host_id has more than ${LONGEST_HOST_ID} characters`);
  return id;
}

/** Who wrote it, where that must be known. */
function sender(fields: Fields): string {
  const id = hostId(fields);
  if (id === '') throw new PacketError('its host_id is missing');
  return id;
}

function namespace(fields: Fields): string {
  return optional(fields['namespace'], string, 'namespace') ?? '/';
}

function clients(value: unknown): ClientDetails[] {
  if (!Array.isArray(value)) throw new PacketError('its clients are no array');
  return value.map((client: unknown) => {
    if (typeof client !== 'object' || client === null) throw new PacketError('one of its clients is no object');
    const { sid, namespace, rooms, environ, session } = client as Fields;
    return {
      sid: string(sid, 'sid'),
      namespace: string(namespace, 'namespace'),
      rooms: strings(rooms, 'rooms'),
      environ,
      session,
    };
  });
}

function optional<T>(value: unknown, read: (value: unknown, name: string) => T, name: string): T | undefined {
  return value === undefined || value === null ? undefined : read(value, name);
}

function string(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new PacketError(`its ${name} is no string`);
  return value;
}

function strings(value: unknown, name: string): string[] {
  if (!Array.isArray(value)) throw new PacketError(`its ${name} is no array`);
  return value.map((item) => string(item, name));
}

function oneOrMany(value: unknown, name: string): OneOrMany {
  return typeof value === 'string' ? value : strings(value, name);
}

function count(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new PacketError(`its ${name} is no count`);
  return value as number;
}

function oneOf<T extends string>(allowed: readonly T[], value: unknown, name: string): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw new PacketError(`its ${name} is unknown`);
  return found;
}

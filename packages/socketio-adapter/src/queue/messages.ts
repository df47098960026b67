import { type JsonCodec, SocketIOError } from '@x/socketio-parser';
import type { OneOrMany } from '../options.js';
import type { ClientDetails } from '../recipient.js';
import { encodeArguments } from './arguments.js';

/**
 * What travels over the queue, one JSON object per message. The first six are those of python-socketio 5.14 and later;
 * methods that begin with `x-`, and the field `x` of an emit, are ours, and Python servers ignore them.
 */
export type QueueMessage =
  | EmitMessage
  | CallbackMessage
  | { readonly method: 'disconnect'; readonly hostId: string; readonly sid: string; readonly namespace: string }
  | RoomMessage
  | { readonly method: 'close_room'; readonly hostId: string; readonly room: string; readonly namespace: string }
  | { readonly method: 'x-node'; readonly hostId: string; readonly state: NodeState }
  | FetchMessage
  | ClientsMessage
  | {
      readonly method: 'x-acks';
      readonly hostId: string;
      readonly to: string;
      readonly id: number;
      readonly count: number;
    }
  | {
      readonly method: 'x-lost';
      readonly hostId: string;
      readonly to: string;
      readonly id: number;
      readonly sid: string;
    }
  | RoomsMessage
  | ServerMessage;

/**
 * A server listens and introduces itself, answers an introduction, or closes; or somebody tries whether the queue takes
 * messages, which means nothing to others.
 */
export type NodeState = 'hello' | 'here' | 'bye' | 'probe';

export interface EmitMessage {
  readonly method: 'emit';
  readonly hostId: string;
  readonly event: string;
  readonly args: readonly unknown[];
  readonly namespace: string;
  readonly room: OneOrMany | undefined;
  readonly skipSid: OneOrMany | undefined;
  /** Where acknowledgements go: three values that come back as they are. */
  readonly callback: readonly [room: unknown, namespace: unknown, id: unknown] | undefined;
  readonly extension: EmitExtension | undefined;
}

/** What only our own servers understand of an emit. All may be missing. */
export interface EmitExtension {
  /** How many arguments there are: a single `null` is none for Python. */
  readonly args?: number | undefined;
  /** Milliseconds until acknowledgements are given up; 0 for never. */
  readonly timeout?: number | undefined;
  /** Tell how many clients will acknowledge, and which of them leave before they do. */
  readonly count?: boolean | undefined;
  readonly volatile?: boolean | undefined;
  readonly compress?: boolean | undefined;
}

/** An acknowledgement on its way back to the server that asked for it. */
export interface CallbackMessage {
  readonly method: 'callback';
  /** The server that asked. */
  readonly hostId: string;
  readonly sid: unknown;
  readonly namespace: unknown;
  readonly id: unknown;
  readonly args: readonly unknown[];
  /** The server and the client that answer; unknown when they are Python's. */
  readonly node: string | undefined;
  readonly client: string | undefined;
}

/** For one client, wherever it is. */
export interface RoomMessage {
  readonly method: 'enter_room' | 'leave_room';
  readonly hostId: string;
  readonly sid: string;
  readonly room: string;
  readonly namespace: string;
}

/** Which clients, on all servers. */
interface Selection {
  readonly namespace: string;
  readonly room: OneOrMany | undefined;
  readonly except: OneOrMany | undefined;
}

export interface FetchMessage extends Selection {
  readonly method: 'x-fetch';
  readonly hostId: string;
  readonly id: number;
}

export interface ClientsMessage {
  readonly method: 'x-clients';
  readonly hostId: string;
  readonly to: string;
  readonly id: number;
  readonly clients: readonly ClientDetails[];
  /** Whether another message of the same answer follows. */
  readonly more: boolean;
}

/** For all clients of a selection. */
export interface RoomsMessage extends Selection {
  readonly method: 'x-rooms';
  readonly hostId: string;
  readonly operation: 'join' | 'leave' | 'disconnect';
  readonly rooms: readonly string[];
}

/** An event from server to servers. */
export interface ServerMessage {
  readonly method: 'x-server';
  readonly hostId: string;
  readonly event: string;
  readonly args: readonly unknown[];
}

/** How messages are written. */
export interface WriteOptions {
  readonly json: JsonCodec | undefined;
  readonly maxMessageBytes: number;
}

/** Writes a message as text. @throws SocketIOError for arguments that cannot be sent, or are more than servers take. */
export function writeMessage(message: QueueMessage, { json, maxMessageBytes }: WriteOptions): string {
  const text = write(message, json);
  // No character takes more than three bytes for each of its units.
  if (text.length * 3 > maxMessageBytes && Buffer.byteLength(text) > maxMessageBytes) {
    const what = 'event' in message ? `"${message.event}"` : 'a message';
    throw new SocketIOError(
      'INVALID_ARGUMENT',
      `On the queue ${what} takes ${Buffer.byteLength(text)} bytes, more than the ${maxMessageBytes} that servers ` +
        'accept; send less at once, or raise maxMessageBytes on all of them',
    );
  }
  return text;
}

function write(message: QueueMessage, json: JsonCodec | undefined): string {
  switch (message.method) {
    case 'emit':
      return writeEmit(message, json);
    case 'callback': {
      const { node, client, sid, namespace, id } = message;
      const args = encodeArguments(message.args, json);
      const head = { method: 'callback', host_id: message.hostId, sid, namespace, id, node, client };
      return withData(args.binary ? { ...head, binary: true } : head, 'args', args.json);
    }
    case 'x-server': {
      const { json: data, binary } = encodeArguments(message.args, json);
      return withData({ method: 'x-server', event: message.event, binary, host_id: message.hostId }, 'data', data);
    }
    default: {
      const { hostId, ...fields } = message;
      return JSON.stringify({ ...fields, host_id: hostId });
    }
  }
}

/** All fields that Python writes are always there. */
function writeEmit(message: EmitMessage, json: JsonCodec | undefined): string {
  const { event, args, namespace, room, skipSid, callback, hostId, extension } = message;
  const { json: data, binary } = encodeArguments(args, json);
  const rest = {
    method: 'emit',
    event,
    binary,
    namespace,
    room: room ?? null,
    skip_sid: skipSid ?? null,
    callback: callback ?? null,
    host_id: hostId,
    x: extension,
  };
  return withData(rest, 'data', data);
}

/** Adds a field whose value is JSON already, so that large data is not encoded twice. */
function withData(fields: object, name: string, json: string): string {
  return `${JSON.stringify(fields).slice(0, -1)},"${name}":${json}}`;
}

import type { CallOptions, NamespaceOptions } from '@x/socketio-server';
import { type EventContext, requireFrame } from './context.js';
import { type ContextEmitOptions, contextOptions, eventOf, type JsonOption } from './emit-options.js';

/** Whose room, where it is not the client's own. */
export interface ClientOptions extends NamespaceOptions {
  /** The client. @default the one whose event is handled */
  readonly sid?: string | undefined;
}

// All of these act for the client whose event is being handled, and throw SocketIOError `INVALID_ARGUMENT` elsewhere.

/**
 * Emits an event: to the client alone, with `broadcast` to everyone in the namespace, with `to` to clients and rooms.
 *
 * @param data nothing for no argument, one value for one (an array is one), `tuple(...)` for several.
 */
export function emit(event: string, data?: unknown, options: ContextEmitOptions = {}): Promise<void> {
  const frame = requireFrame('emit()');
  return frame.server.emit(event, data, contextOptions(options, frame) as { namespace: string });
}

/** Emits the event `message`, or `json` with that option. */
export function send(data: unknown, { json, ...options }: ContextEmitOptions & JsonOption = {}): Promise<void> {
  const frame = requireFrame('send()');
  return frame.server.emit(eventOf({ json }), data, contextOptions(options, frame) as { namespace: string });
}

/** Emits an event to the client, or to another one, and waits for its acknowledgement. */
export function call(event: string, data?: unknown, options: CallOptions = {}): Promise<unknown> {
  const { server, sid, namespace } = requireFrame('call()');
  return server.call(event, data, {
    ...options,
    to: options.to ?? options.sid ?? sid,
    namespace: options.namespace ?? namespace,
  });
}

/** Puts the client into a room. */
export function joinRoom(room: string, options: ClientOptions = {}): Promise<void> {
  const { server, sid, namespace } = requireFrame('joinRoom()');
  return server.enterRoom(options.sid ?? sid, room, { namespace: options.namespace ?? namespace });
}

/** Takes the client out of a room. */
export function leaveRoom(room: string, options: ClientOptions = {}): Promise<void> {
  const { server, sid, namespace } = requireFrame('leaveRoom()');
  return server.leaveRoom(options.sid ?? sid, room, { namespace: options.namespace ?? namespace });
}

/** Takes everyone out of a room of the namespace. */
export function closeRoom(room: string, options: NamespaceOptions = {}): Promise<void> {
  const { server, namespace } = requireFrame('closeRoom()');
  return server.closeRoom(room, { namespace: options.namespace ?? namespace });
}

/** The rooms that the client is in, its own first. */
export function rooms(options: ClientOptions = {}): string[] {
  const { server, sid, namespace } = requireFrame('rooms()');
  return server.rooms(options.sid ?? sid, { namespace: options.namespace ?? namespace });
}

/** Disconnects the client from the namespace. */
export function disconnect(options: ClientOptions = {}): Promise<void> {
  const { server, sid, namespace } = requireFrame('disconnect()');
  return server.disconnect(options.sid ?? sid, { namespace: options.namespace ?? namespace });
}

/** The context functions of one application, as its event maps type them. */
export interface CurrentClient<Emit, D extends object> {
  readonly emit: Emit;
  readonly send: typeof send;
  readonly call: typeof call;
  readonly joinRoom: typeof joinRoom;
  readonly leaveRoom: typeof leaveRoom;
  readonly closeRoom: typeof closeRoom;
  readonly rooms: typeof rooms;
  readonly disconnect: typeof disconnect;
  readonly context: () => EventContext<D>;
}

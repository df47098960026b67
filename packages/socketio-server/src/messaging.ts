import {
  type ClientFilter,
  type EmitOptions,
  type NamespaceOptions,
  type OneOrMany,
  watched,
} from '@x/socketio-adapter';
import {
  type Ack,
  type AckResult,
  type AnyEvents,
  DisconnectedError,
  type EmitData,
  type EmitParameters,
  type EventArgs,
  type EventMap,
  type EventName,
  SocketIOError,
  toArguments,
} from '@x/socketio-parser';
import { Broadcast } from './broadcast.js';
import { CallListener } from './call.js';
import type { Core } from './core.js';
import { emitFrom } from './emit.js';
import { checkNames, checkOptions, checkRoom, namespaceIn } from './given.js';
import { guard } from './guard.js';
import type { Environ } from './handler-types.js';
import type { CallOptions, FetchedClient, TypedEmitOptions } from './messaging-types.js';
import { warnOfMisplacedOptions } from './misplaced-options.js';
import type { Peer } from './peer.js';
import type { Reach } from './reach.js';
import { type AsyncDisposable, disposableSession } from './session.js';

/** Connects a face of the server with what it acts on. */
export let bind: (face: Messaging<AnyEvents, object>, reach: Reach) => void;

/**
 * What can be done with the clients of a namespace. Everything acts on this server's clients before it returns; a promise
 * that nobody awaits never ends the process.
 */
export abstract class Messaging<S extends EventMap<S>, D extends object> {
  #reach: Reach | undefined;

  static {
    bind = (face, reach) => {
      if (face.#reach !== undefined) {
        throw new SocketIOError('INVALID_ARGUMENT', 'This namespace is registered already');
      }
      face.#reach = reach;
    };
  }

  get #bound(): Reach {
    if (this.#reach === undefined) {
      throw new SocketIOError('INVALID_ARGUMENT', 'Register the namespace with a server before you use it');
    }
    return this.#reach;
  }

  /**
   * Emits an event to a client, to rooms, or to everyone in the namespace.
   *
   * @param event any name but `connect`, `disconnect` and `connect_error`.
   * @param rest the data: nothing for no argument, one value for one (an array is one), `tuple(...)` for several; then options.
   * @returns rejects only for data that cannot be sent.
   */
  emit<E extends EventName<S>>(
    event: E,
    ...rest: EmitParameters<EventArgs<S, E>, [options?: TypedEmitOptions<S, E>]>
  ): Promise<void>;
  emit(event: string, data: unknown, options: EmitOptions & { readonly namespace: string }): Promise<void>;
  emit(event: string, data?: unknown, options?: EmitOptions): Promise<void> {
    const reach = this.#bound;
    if (options === undefined) warnOfMisplacedOptions(data);
    return emitFrom(reach, event, data, options);
  }

  /** Emits the event `message`. */
  send(
    data: 'message' extends EventName<S> ? EmitData<EventArgs<S, 'message'>> : never,
    options?: EmitOptions,
  ): Promise<void> {
    return emitFrom(this.#bound, 'message', data, options);
  }

  /**
   * Emits an event to one client and waits for its acknowledgement: nothing, its value, or an array of several.
   *
   * @returns rejects with `TimeoutError` when none comes in time, with `DisconnectedError` when the client leaves first.
   */
  call<E extends EventName<S>>(
    event: E,
    ...rest: EmitParameters<EventArgs<S, E>, [options: CallOptions & { readonly namespace?: undefined }]>
  ): Promise<AckResult<Ack<S, E>>>;
  call(event: string, data: unknown, options: CallOptions & { readonly namespace: string }): Promise<unknown>;
  call(event: string, data?: unknown, options: CallOptions = {}): Promise<unknown> {
    const reach = this.#bound;
    return guard(
      () => {
        checkOptions(options);
        const sid = options.to ?? options.sid;
        if (typeof sid !== 'string') {
          throw new SocketIOError('INVALID_ARGUMENT', 'call() needs the sid of one client, as { to: sid }');
        }
        const { ignoreQueue, timeout } = options;
        const listener = new CallListener(event);
        const { namespace } = this.#at(sid, options);
        reach.core.request(namespace, event, toArguments(data), { to: sid, ignoreQueue, timeout }, listener);
        return listener.result;
      },
      (error) => reach.core.logger.error(`call("${event}") failed`, error),
    );
  }

  /** Narrows what follows to a sid, a room, or a list of either; several calls add up. */
  to(room: OneOrMany): Broadcast<S, D> {
    return this.#broadcast().to(room);
  }

  /** The same as {@link to}. */
  in(room: OneOrMany): Broadcast<S, D> {
    return this.#broadcast().to(room);
  }

  /** Leaves out a sid, a room, or a list of either. */
  except(room: OneOrMany): Broadcast<S, D> {
    return this.#broadcast().except(room);
  }

  /** Milliseconds to wait for acknowledgements. */
  timeout(milliseconds: number): Broadcast<S, D> {
    return this.#broadcast().timeout(milliseconds);
  }

  /** Whether the transport may compress what follows. */
  compress(compress: boolean): Broadcast<S, D> {
    return this.#broadcast().compress(compress);
  }

  /** What follows is dropped for clients that cannot take it at once. */
  get volatile(): Broadcast<S, D> {
    return this.#broadcast().volatile;
  }

  /** What follows is for clients of this server only. */
  get local(): Broadcast<S, D> {
    return this.#broadcast().local;
  }

  /** Puts a client into a room. Nothing happens when the client is gone. */
  enterRoom(sid: string, room: string, options?: NamespaceOptions): Promise<void> {
    return guard(() => {
      checkRoom(room);
      return this.#bound.core.manager.enterRoom(sid, room, this.#at(sid, options));
    });
  }

  /** Takes a client out of a room. */
  leaveRoom(sid: string, room: string, options?: NamespaceOptions): Promise<void> {
    return guard(() => {
      checkRoom(room);
      return this.#bound.core.manager.leaveRoom(sid, room, this.#at(sid, options));
    });
  }

  /** Takes everyone out of a room; nobody is disconnected. */
  closeRoom(room: string, options?: NamespaceOptions): Promise<void> {
    return this.#everywhere(options, (core, namespace) => {
      checkRoom(room);
      return core.manager.closeRoom(room, { namespace });
    });
  }

  /** The rooms of a client of this server, its own first; empty when it is gone. */
  rooms(sid: string, options?: NamespaceOptions): string[] {
    return this.#bound.core.manager.getRooms(sid, this.#at(sid, options));
  }

  /**
   * The user session of a client: an object that lives as long as its connection.
   *
   * @returns rejects with `DisconnectedError` when the client is not here.
   */
  getSession(sid: string, options?: NamespaceOptions): Promise<D> {
    return guard(() => {
      const peer = this.#peer(sid, options);
      peer.session ??= {};
      return peer.session as D;
    });
  }

  /** Replaces the user session of a client. Rejects as {@link getSession} does. */
  saveSession(sid: string, session: D, options?: NamespaceOptions): Promise<void> {
    return guard(
      () => this.#peer(sid, options).save(session),
      (error) => this.#bound.core.logger.error(`The session of ${sid} was not saved`, error),
    );
  }

  /**
   * Opens the user session, and saves it when the function returns or throws.
   *
   * @example
   * await sio.session(sid, (session) => { session.user = 'ann'; });
   * await using session = await sio.session(sid);
   */
  session<R>(sid: string, use: (session: D) => R | PromiseLike<R>, options?: NamespaceOptions): Promise<R>;
  session(sid: string, options?: NamespaceOptions): Promise<D & AsyncDisposable>;
  session<R>(
    sid: string,
    use?: ((session: D) => R | PromiseLike<R>) | NamespaceOptions,
    options?: NamespaceOptions,
  ): Promise<R | (D & AsyncDisposable)> {
    const open = async () => {
      const peer = this.#peer(sid, typeof use === 'function' ? options : use);
      const session = (peer.session ?? {}) as D;
      const save = () => peer.save(session);
      if (typeof use !== 'function') return disposableSession(session, save);
      try {
        return await use(session);
      } finally {
        save();
      }
    };
    return watched(open(), (error) =>
      this.#bound.core.logger.error(`Error in the use of the session of ${sid}`, error),
    );
  }

  /** Takes a client out of the namespace, wherever it is; resolves when its `disconnect` handler is through. */
  disconnect(sid: string, options?: NamespaceOptions & { readonly ignoreQueue?: boolean | undefined }): Promise<void> {
    return guard(() =>
      this.#bound.core.manager.disconnect(sid, { ignoreQueue: options?.ignoreQueue, ...this.#at(sid, options) }),
    );
  }

  /** How a client's connection travels at the moment; undefined when it is not here. */
  transport(sid: string, options?: NamespaceOptions): 'polling' | 'websocket' | undefined {
    return this.#find(sid, options)?.connection.session.transport;
  }

  /** The request that opened a client's connection; undefined when it is not here. */
  getEnviron(sid: string, options?: NamespaceOptions): Environ | undefined {
    return this.#find(sid, options)?.connection.session.environ;
  }

  /** Whether a client came back after a loss of its connection, with its rooms, its session and the events that it missed. */
  recovered(sid: string, options?: NamespaceOptions): boolean {
    return this.#find(sid, options)?.recovered ?? false;
  }

  /** Bytes that were sent to a client's connection and have not left this process. */
  bufferedAmount(sid: string, options?: NamespaceOptions): number {
    return this.#find(sid, options)?.connection.session.bufferedAmount ?? 0;
  }

  /** The clients of the namespace or of a room, on all servers. */
  fetchClients(filter?: ClientFilter): Promise<FetchedClient<D>[]> {
    return guard(async () => {
      const { core } = this.#bound;
      const found = this.#names(filter).map((namespace) => core.manager.fetchClients({ ...filter, namespace }));
      return (await Promise.all(found)).flat() as FetchedClient<D>[];
    });
  }

  /** Puts all clients of the namespace, or of a room, into rooms. */
  joinRooms(rooms: OneOrMany, filter?: ClientFilter): Promise<void> {
    return this.#everywhere(filter, (core, namespace) => {
      checkNames(rooms);
      return core.manager.joinRooms(rooms, { ...filter, namespace });
    });
  }

  /** Takes all clients of the namespace, or of a room, out of rooms. */
  leaveRooms(rooms: OneOrMany, filter?: ClientFilter): Promise<void> {
    return this.#everywhere(filter, (core, namespace) => {
      checkNames(rooms);
      return core.manager.leaveRooms(rooms, { ...filter, namespace });
    });
  }

  /** Disconnects all clients of the namespace, or of a room. */
  disconnectClients(filter?: ClientFilter): Promise<void> {
    return this.#everywhere(filter, (core, namespace) => core.manager.disconnectClients({ ...filter, namespace }));
  }

  #broadcast(): Broadcast<S, D> {
    return new Broadcast<S, D>(this.#bound, {});
  }

  /** Where a client is: the namespace that was named, else the one of this face. */
  #at(sid: string, options: NamespaceOptions | undefined): { readonly namespace: string } {
    return { namespace: namespaceIn(options) ?? this.#bound.nameOf(sid) };
  }

  #names(options: NamespaceOptions | undefined): string[] {
    const namespace = namespaceIn(options);
    return namespace === undefined ? [...this.#bound.names()] : [namespace];
  }

  #everywhere(
    options: NamespaceOptions | undefined,
    act: (core: Core, namespace: string) => Promise<void>,
  ): Promise<void> {
    return guard(async () => {
      const { core } = this.#bound;
      await Promise.all(this.#names(options).map((namespace) => act(core, namespace)));
    });
  }

  #find(sid: string, options: NamespaceOptions | undefined): Peer | undefined {
    return this.#bound.core.peer(sid, this.#at(sid, options).namespace);
  }

  #peer(sid: string, options: NamespaceOptions | undefined): Peer {
    const peer = this.#find(sid, options);
    if (peer === undefined) throw new DisconnectedError(`No client ${sid} in ${this.#at(sid, options).namespace}`);
    return peer;
  }
}

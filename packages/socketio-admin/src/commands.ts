import { type Server, tuple } from '@x/socketio-server';
import type { Administrators } from './administrators.js';
import type { Fellows } from './fellows.js';
import { isAlias, type Portraits } from './portraits.js';

/** Names that mean something else on the wire. */
const RESERVED = new Set(['connect', 'disconnect', 'connect_error', 'disconnecting', 'newListener', 'removeListener']);

/**
 * What administrators can do. All of it takes a namespace and a filter: a room, the id of a socket, or nothing for
 * everyone. What is not understood is ignored.
 */
export class Commands {
  readonly #sio: Server;
  readonly #administrators: Administrators;
  readonly #portraits: Portraits;
  readonly #fellows: () => Fellows;

  /** The handlers, by event. */
  readonly handlers: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    emit: (nsp, filter, event, ...args) => this.#emit(nsp, filter, event, args),
    join: (nsp, room, filter) => this.#join(nsp, room, filter),
    leave: (nsp, room, filter) => this.#leave(nsp, room, filter),
    _disconnect: (nsp, close, filter) => {
      if (close === true) this.#fellows().command('close', nsp, filter);
      return this.#disconnect(nsp, close, filter);
    },
  };

  constructor(sio: Server, administrators: Administrators, portraits: Portraits, fellows: () => Fellows) {
    this.#sio = sio;
    this.#administrators = administrators;
    this.#portraits = portraits;
    this.#fellows = fellows;
  }

  /** What another server asks this one for, since it knows the client, or holds the connection. */
  forFellow(command: string, [nsp, first, second, ...rest]: readonly unknown[]): unknown {
    if (command === 'close') return this.#disconnect(nsp, true, first, true);
    if (command === 'emit') return this.#emit(nsp, first, second, rest, true);
    if (command === 'join') return this.#join(nsp, first, second, true);
    if (command === 'leave') return this.#leave(nsp, first, second, true);
    return command === '_disconnect' ? this.#disconnect(nsp, first, second, true) : undefined;
  }

  #emit(nsp: unknown, filter: unknown, event: unknown, args: readonly unknown[], isForward = false): unknown {
    if (typeof event !== 'string' || RESERVED.has(event)) return undefined;
    return this.#with(nsp, filter, isForward, ['emit', nsp, filter, event, ...args], (namespace, to) =>
      this.#sio.emit(event, tuple(...args), { namespace, to }),
    );
  }

  #join(nsp: unknown, room: unknown, filter: unknown, isForward = false): unknown {
    if (!this.#isRoom(room, nsp)) return undefined;
    return this.#with(nsp, filter, isForward, ['join', nsp, room, filter], (namespace, to) =>
      this.#sio.joinRooms(room, { namespace, room: to }),
    );
  }

  #leave(nsp: unknown, room: unknown, filter: unknown, isForward = false): unknown {
    if (!this.#isRoom(room, nsp)) return undefined;
    return this.#with(nsp, filter, isForward, ['leave', nsp, room, filter], (namespace, to) =>
      this.#sio.leaveRooms(room, { namespace, room: to }),
    );
  }

  #disconnect(nsp: unknown, close: unknown, filter: unknown, isForward = false): unknown {
    return this.#with(nsp, filter, isForward, ['_disconnect', nsp, close, filter], (namespace, room) =>
      close === true
        ? this.#close(namespace, room)
        : this.#sio.disconnectClients({ namespace, room, local: isForward }),
    );
  }

  #isRoom(room: unknown, nsp: unknown): room is string {
    return typeof room === 'string' && room !== '' && !this.#administrators.isTheirs(room, String(nsp));
  }

  /** Acts on what namespace and filter mean; a client that only another server can name is left to that one. */
  #with(
    nsp: unknown,
    filter: unknown,
    isForward: boolean,
    command: readonly unknown[],
    act: (namespace: string, to: string | undefined) => unknown,
  ): unknown {
    if (typeof nsp !== 'string') return undefined;
    if (filter === undefined || filter === null || filter === '') return act(nsp, undefined);
    if (typeof filter !== 'string') return undefined;
    if (!isAlias(filter)) return act(nsp, filter);
    const sid = this.#portraits.sidOf(filter, nsp);
    if (sid !== undefined) return act(nsp, sid);
    if (!isForward) this.#fellows().command(command[0] as string, ...command.slice(1));
    return undefined;
  }

  /** Ends the connections that clients of this server came by, with all that they have in other namespaces. */
  async #close(namespace: string, room: string | undefined): Promise<void> {
    const sio = this.#sio;
    const { manager } = sio;
    const sids = manager.getParticipants(room, { namespace });
    const environs = new Set(sids.map((sid) => sio.getEnviron(sid, { namespace })));
    const farewells: Promise<void>[] = [];
    for (const other of manager.getNamespaces()) {
      for (const sid of manager.getParticipants(undefined, { namespace: other })) {
        if (!environs.has(sio.getEnviron(sid, { namespace: other }))) continue;
        farewells.push(sio.disconnect(sid, { namespace: other, ignoreQueue: true }));
      }
    }
    for (const session of [...sio.engine.sessions.values()]) if (environs.has(session.environ)) session.close();
    await Promise.all(farewells);
  }
}

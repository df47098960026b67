import { type Server, tuple } from '@x/socketio-server';
import { clusterIdOf } from './options.js';
import type { AdminEvents } from './protocol.js';

/**
 * The room of those who were let in. Being in the namespace is not enough: with `alwaysConnect` a server accepts clients
 * before it asks who they are.
 */
const ROOM = '@x/socketio-admin';

/** Those who look, on whichever server of the cluster. */
export class Administrators {
  readonly namespace: string;
  readonly #sio: Server;
  /** Whether there can be some on other servers. */
  readonly #elsewhere: boolean;

  constructor(sio: Server, namespace: string) {
    this.#sio = sio;
    this.namespace = namespace;
    this.#elsewhere = clusterIdOf(sio) !== undefined;
  }

  /** Whether somebody may be looking: nothing needs to be put together for nobody. */
  get areWatching(): boolean {
    return this.#elsewhere || this.#sio.manager.countClients(this.namespace) > 0;
  }

  admit(sid: string): void {
    void this.#sio.enterRoom(sid, ROOM, { namespace: this.namespace });
  }

  include(sid: string): boolean {
    return this.#sio.rooms(sid, { namespace: this.namespace }).includes(ROOM);
  }

  /** Whether it is the room that tells them from others, which is nobody's business. */
  isTheirs(room: string, namespace: string): boolean {
    return room === ROOM && namespace === this.namespace;
  }

  tell<E extends keyof AdminEvents>(event: E, ...args: AdminEvents[E]): void {
    void this.#sio.emit(event, tuple(...args), { namespace: this.namespace, to: ROOM });
  }

  /** Tells one of them, who is here. */
  tellOne<E extends keyof AdminEvents>(sid: string, event: E, ...args: AdminEvents[E]): void {
    void this.#sio.emit(event, tuple(...args), { namespace: this.namespace, to: sid, ignoreQueue: true });
  }
}

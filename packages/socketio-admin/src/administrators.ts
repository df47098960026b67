import { type Server, tuple } from '@x/socketio-server';
import { clusterIdOf } from './options.js';
import type { AdminEvents } from './protocol.js';

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

  tell<E extends keyof AdminEvents>(event: E, ...args: AdminEvents[E]): void {
    void this.#sio.emit(event, tuple(...args), { namespace: this.namespace });
  }

  /** Tells one of them, who is here. */
  tellOne<E extends keyof AdminEvents>(sid: string, event: E, ...args: AdminEvents[E]): void {
    void this.#sio.emit(event, tuple(...args), { namespace: this.namespace, to: sid, ignoreQueue: true });
  }
}

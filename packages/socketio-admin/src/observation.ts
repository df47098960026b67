import { channel } from 'node:diagnostics_channel';
import type { Recipient } from '@x/socketio-adapter';
import type { Server } from '@x/socketio-server';
import type { Administrators } from './administrators.js';
import { excerpt } from './excerpt.js';
import type { Portraits } from './portraits.js';
import type { SerializedSocket } from './protocol.js';

/** What the server's diagnostics channels say of one of its clients. */
interface Message {
  readonly sid: string;
  readonly namespace: string;
}

/** Development mode: tells of every client, room and event of this server. */
export class Observation {
  readonly #sio: Server;
  readonly #administrators: Administrators;
  readonly #portraits: Portraits;
  /** The clients that were accepted, by namespace. */
  readonly #clients = new Map<string, Set<string>>();
  readonly #unsubscribe: (() => void)[] = [];

  constructor(sio: Server, administrators: Administrators, portraits: Portraits) {
    this.#sio = sio;
    this.#administrators = administrators;
    this.#portraits = portraits;
  }

  start(): void {
    const { manager } = this.#sio;
    for (const namespace of manager.getNamespaces()) {
      for (const sid of manager.getParticipants(undefined, { namespace })) this.#add(sid, namespace);
    }
    this.#on<Message>('connect', (message) => this.#connected(message));
    this.#on<Message & { reason: string }>('disconnect', (message) => this.#disconnected(message));
    this.#on<Message & { event: string; args: unknown[] }>('event', (message) => this.#received(message));
    this.#on<Message & { transport: string }>('upgrade', ({ sid, namespace, transport }) =>
      this.#updated(sid, namespace, () => ({ transport })),
    );
    this.#on<Message & { session: object }>('session', ({ sid, namespace, session }) =>
      this.#updated(sid, namespace, () => ({ data: this.#portraits.dataOf(session) })),
    );
    manager.observe({
      entered: (client, room) => harmless(() => this.#moved('room_joined', client, room)),
      left: (client, room) => harmless(() => this.#moved('room_left', client, room)),
      sent: (clients, event, args) => harmless(() => this.#sent(clients, event, args)),
    });
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#sio.manager.observe(undefined);
    this.#clients.clear();
  }

  /** All clients of this server that were accepted. */
  sockets(): SerializedSocket[] {
    const sockets: SerializedSocket[] = [];
    for (const [namespace, sids] of this.#clients) {
      for (const sid of sids) {
        const socket = this.#portraits.of(sid, namespace);
        if (socket === undefined) sids.delete(sid);
        else sockets.push(socket);
      }
    }
    return sockets;
  }

  /** The channels are the process's: what other servers in it say is left out. */
  #on<M extends Message>(name: string, listener: (message: M) => void): void {
    const guarded = (message: unknown) =>
      harmless(() => {
        const { sid, namespace } = message as Message;
        if (this.#sio.manager.find(sid, namespace) !== undefined) listener(message as M);
      });
    const source = channel(`socketio-server:${name}`);
    source.subscribe(guarded);
    this.#unsubscribe.push(() => source.unsubscribe(guarded));
  }

  #add(sid: string, namespace: string): void {
    let sids = this.#clients.get(namespace);
    if (sids === undefined) {
      sids = new Set();
      this.#clients.set(namespace, sids);
    }
    sids.add(sid);
  }

  #connected({ sid, namespace }: Message): void {
    this.#add(sid, namespace);
    if (!this.#administrators.areWatching) return;
    const socket = this.#portraits.of(sid, namespace);
    if (socket === undefined) return;
    this.#administrators.tell('room_joined', namespace, socket.id, socket.id, now());
    this.#administrators.tell('socket_connected', socket, now());
  }

  #disconnected({ sid, namespace, reason }: Message & { reason: string }): void {
    const sids = this.#clients.get(namespace);
    sids?.delete(sid);
    if (sids?.size === 0) this.#clients.delete(namespace);
    if (!this.#administrators.areWatching) return;
    const id = this.#portraits.idOf(sid, namespace);
    this.#administrators.tell('socket_disconnected', namespace, id, reason, now());
    this.#administrators.tell('room_left', namespace, id, id, now());
  }

  #received({ sid, namespace, event, args }: Message & { event: string; args: unknown[] }): void {
    if (!this.#isOfInterest(namespace)) return;
    const shown = excerpt([event, ...args]);
    this.#administrators.tell('event_received', namespace, this.#portraits.idOf(sid, namespace), shown, now());
  }

  #updated(sid: string, namespace: string, change: () => Partial<SerializedSocket>): void {
    if (!this.#administrators.areWatching) return;
    this.#administrators.tell('socket_updated', {
      id: this.#portraits.idOf(sid, namespace),
      nsp: namespace,
      ...change(),
    });
  }

  #moved(event: 'room_joined' | 'room_left', { sid, namespace }: Recipient, room: string): void {
    if (!this.#administrators.areWatching || this.#administrators.isTheirs(room, namespace)) return;
    this.#administrators.tell(event, namespace, room, this.#portraits.idOf(sid, namespace), now());
  }

  #sent(clients: readonly Recipient[], event: string, args: readonly unknown[]): void {
    const namespace = clients[0]?.namespace;
    if (namespace === undefined || !this.#isOfInterest(namespace)) return;
    const shown = excerpt([event, ...args]);
    for (const { sid } of clients) {
      this.#administrators.tell('event_sent', namespace, this.#portraits.idOf(sid, namespace), shown, now());
    }
  }

  /** What administrators and the server say to each other is not told to them once more. */
  #isOfInterest(namespace: string): boolean {
    return namespace !== this.#administrators.namespace && this.#administrators.areWatching;
  }
}

/** Who watches must not break what is watched. */
function harmless(observe: () => void): void {
  try {
    observe();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error), { code: 'SOCKETIO_ADMIN' });
  }
}

function now(): string {
  return new Date().toISOString();
}

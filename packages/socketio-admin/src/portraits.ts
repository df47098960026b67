import { createHash, randomBytes } from 'node:crypto';
import type { Environ, Server } from '@x/socketio-server';
import type { Administrators } from './administrators.js';
import { excerpt } from './excerpt.js';
import type { SerializedSocket } from './protocol.js';
import { redacted, withoutSecrets } from './redaction.js';

const ALIAS = 'v2-';

/** What is shown of clients. Nothing of it lets anyone act in a client's name. */
export class Portraits {
  readonly #sio: Server;
  readonly #administrators: Administrators;
  /** By the request that opened the connection, which all sockets of a connection have in common. */
  readonly #connections = new WeakMap<Environ, { readonly clientId: string; readonly issued: number }>();

  constructor(sio: Server, administrators: Administrators) {
    this.#sio = sio;
    this.#administrators = administrators;
  }

  /** Undefined for a client that is not here. */
  of(sid: string, namespace: string): SerializedSocket | undefined {
    const client = this.#sio.manager.describe(sid, namespace);
    if (client === undefined) return undefined;
    const environ = client.environ as Environ;
    const { clientId, issued } = this.#connection(environ);
    const id = this.idOf(sid, namespace);
    return {
      id,
      clientId,
      transport: this.#sio.transport(sid, { namespace }) ?? 'polling',
      nsp: namespace,
      data: this.dataOf(client.session),
      handshake: {
        address: environ.address,
        headers: redacted(environ.headers),
        query: redacted(environ.query),
        secure: environ.secure,
        xdomain: environ.headers.origin !== undefined,
        url: withoutSecrets(environ.url),
        issued,
        time: new Date(issued).toISOString(),
      },
      rooms: client.rooms
        .filter((room) => !this.#administrators.isTheirs(room, namespace))
        .map((room) => (room === sid ? id : room)),
    };
  }

  /** The user session, as far as it is shown. */
  dataOf(session: unknown): unknown {
    return typeof session === 'object' && session !== null ? excerpt(session) : {};
  }

  /**
   * The id under which a client is shown: its sid; but that of a client of protocol 3 or 4 contains the session id of its
   * connection, which is a secret, so that another name takes its place.
   */
  idOf(sid: string, namespace: string): string {
    if (this.#sio.getEnviron(sid, { namespace })?.protocol !== 3) return sid;
    return ALIAS + createHash('sha256').update(sid).digest('hex').slice(0, 20);
  }

  /** The client that is meant by an id that {@link idOf} made; undefined when it is not here. */
  sidOf(id: string, namespace: string): string | undefined {
    if (!isAlias(id)) return this.#sio.manager.find(id, namespace)?.sid;
    return this.#sio.manager.getParticipants(undefined, { namespace }).find((sid) => this.idOf(sid, namespace) === id);
  }

  #connection(environ: Environ) {
    let connection = this.#connections.get(environ);
    if (connection === undefined) {
      connection = { clientId: randomBytes(6).toString('hex'), issued: Date.now() };
      this.#connections.set(environ, connection);
    }
    return connection;
  }
}

/** Whether an id stands for another one. */
export function isAlias(id: string): boolean {
  return /^v2-[0-9a-f]{20}$/.test(id);
}

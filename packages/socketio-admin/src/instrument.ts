import { channel } from 'node:diagnostics_channel';
import type { Environ, Server } from '@x/socketio-server';
import { Administrators } from './administrators.js';
import { Commands } from './commands.js';
import { Entrance } from './entrance.js';
import { Fellows } from './fellows.js';
import { LoginSessions } from './login-sessions.js';
import { Observation } from './observation.js';
import { type InstrumentOptions, invalid, type ResolvedOptions, resolveOptions } from './options.js';
import { Portraits } from './portraits.js';
import { featuresOf } from './protocol.js';
import { Statistics } from './statistics.js';

/** Where a server names the namespaces that are no part of the application: bindings ask nobody there for a session. */
const APART: unique symbol = Symbol.for('@x/namespaces-apart') as never;
const endings = channel('socketio-server:shutdown');
const instrumented = new WeakSet<object>();

/**
 * Lets the official Socket.IO Admin UI show and steer a server.
 *
 * @param sio the server, or the `SocketIO` of an application; that of the latter is made by this.
 * @throws SocketIOError `INVALID_ARGUMENT` for options that are missing or impossible, and for a server that has it already.
 * @example
 * instrument(sio, { auth: { username: 'admin', password: process.env.ADMIN_PASSWORD! } });
 */
export function instrument(
  // biome-ignore lint/suspicious/noExplicitAny: a server with whatever events
  sio: Server<any, any, any, any> | { readonly server: Server },
  options: InstrumentOptions,
): Admin {
  const server = serverOf(sio);
  if (instrumented.has(server)) throw invalid('this server is instrumented already');
  const admin = new Admin(server, resolveOptions(server, options ?? {}), () => instrumented.delete(server));
  instrumented.add(server);
  return admin;
}

/** The server itself, or the one behind the `SocketIO` of an application. */
function serverOf(given: unknown): Server {
  for (const server of [given, (given as { readonly server?: unknown } | undefined)?.server]) {
    const { engine, manager, onServer } = (server ?? {}) as Partial<Server>;
    if (engine !== undefined && manager !== undefined && onServer !== undefined) return server as Server;
  }
  throw invalid('the first argument must be a Server of @x/socketio-server, or the SocketIO of an application');
}

/** What {@link instrument} gave a server. */
export class Admin {
  /** The namespace that the UI connects to. */
  readonly namespace: string;
  /** How the UI calls this server. */
  readonly serverId: string;
  readonly #sio: Server;
  readonly #options: ResolvedOptions;
  readonly #administrators: Administrators;
  readonly #entrance: Entrance;
  readonly #fellows: Fellows;
  readonly #commands: Commands;
  readonly #observation: Observation | undefined;
  readonly #statistics: Statistics;
  readonly #timer: NodeJS.Timeout;
  readonly #ended: () => void;
  #isOver = false;

  /** Nothing of a server that ended is kept. */
  readonly #serverEnded = (message: unknown): void => {
    if ((message as { readonly server: unknown }).server === this.#sio) void this.uninstrument();
  };

  /** @internal */
  constructor(sio: Server, options: ResolvedOptions, ended: () => void) {
    const { namespace, serverId } = options;
    this.namespace = namespace;
    this.serverId = serverId;
    this.#sio = sio;
    this.#options = options;
    this.#ended = ended;
    const logins = new LoginSessions(options.sessionDuration);
    this.#entrance = new Entrance(options.auth, logins, (digest) => this.#fellows.login(digest));
    this.#administrators = new Administrators(sio, namespace);
    const portraits = new Portraits(sio, this.#administrators);
    this.#commands = new Commands(sio, this.#administrators, portraits, () => this.#fellows);
    this.#statistics = new Statistics(sio, serverId, namespace);
    this.#observation = options.isDevelopment ? new Observation(sio, this.#administrators, portraits) : undefined;
    this.#fellows = new Fellows(sio, namespace, {
      sockets: () => this.#observation?.sockets() ?? [],
      command: (event, args) => this.#commands.forFellow(event, args),
      login: (digest) => logins.accept(digest),
    });
    this.#register();
    endings.subscribe(this.#serverEnded);
    this.#observation?.start();
    this.#timer = setInterval(() => this.#tick(), options.serverStatsInterval).unref();
  }

  /** Stops the statistics; all else goes on. */
  shutdown(): void {
    clearInterval(this.#timer);
  }

  /** Takes everything back: administrators are disconnected, and nothing is watched any longer. Safe to call twice. */
  async uninstrument(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.shutdown();
    endings.unsubscribe(this.#serverEnded);
    this.#observation?.stop();
    this.#fellows.stop();
    const { namespace } = this;
    const events = ['connect', 'disconnect', '*', ...Object.keys(this.#commands.handlers)];
    for (const event of events) this.#sio.off(event, { namespace });
    apartOf(this.#sio).delete(namespace);
    this.#ended();
    await this.#sio.disconnectClients({ namespace, local: true });
  }

  #register(): void {
    const { namespace } = this;
    apartOf(this.#sio).add(namespace);
    const connect = (sid: string, { address }: Environ, auth: unknown) => this.#connect(sid, auth, address);
    this.#sio.on('connect', connect, { namespace });
    // All else ends here, and reaches no handler that the application has for all namespaces.
    for (const event of ['*', 'disconnect']) this.#sio.on(event, () => {}, { namespace });
    if (this.#options.readOnly) return;
    for (const [event, handler] of Object.entries(this.#commands.handlers)) {
      const guarded = (sid: string, ...args: unknown[]) =>
        this.#administrators.include(sid) ? handler(...args) : undefined;
      this.#sio.on(event, guarded, { namespace });
    }
  }

  /** What it tells arrives right after the acceptance. */
  async #connect(sid: string, auth: unknown, address: string): Promise<void> {
    const login = await this.#entrance.admit(auth, address);
    if (this.#isOver) return;
    const administrators = this.#administrators;
    administrators.admit(sid);
    if (login !== undefined) administrators.tellOne(sid, 'session', login);
    administrators.tellOne(sid, 'config', { supportedFeatures: featuresOf(this.#options) });
    administrators.tellOne(sid, 'server_stats', this.#statistics.now());
    if (this.#observation === undefined) return;
    this.#fellows.sockets((sockets) => administrators.tellOne(sid, 'all_sockets', sockets));
  }

  #tick(): void {
    const statistics = this.#statistics.sinceLast();
    if (this.#administrators.areWatching) this.#administrators.tell('server_stats', statistics);
  }
}

function apartOf(sio: Server): Set<string> {
  const server = sio as { [APART]?: Set<string> };
  server[APART] ??= new Set();
  return server[APART];
}

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuse, refuseUpgrade } from './answers.js';
import type { Application, Session } from './contract.js';
import { type Logger, resolveLogger } from './logger.js';
import { type AttachOptions, mount } from './mount.js';
import { type EngineOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { OwnServers } from './own-servers.js';
import { isEndpoint, pathOf } from './path.js';
import { Reception } from './reception.js';
import { Refusals } from './refusals.js';
import { Registry } from './registry.js';
import { type Counters, createCounters, type EngineStats, statsOf } from './traffic.js';
import { transportContext } from './transports/transport.js';

/** How long `close()` lets clients say goodbye. */
const GOODBYE = 1000;

/**
 * Sessions over HTTP long-polling and WebSocket: what protocols such as Socket.IO are built on.
 *
 * @example
 * const engine = new Engine({}, {
 *   open: (session) => ({
 *     text: (data) => session.sendText(data),
 *     binary: (data) => session.sendBinary(data),
 *     close: (reason) => console.log(session.sid, reason),
 *   }),
 * });
 * await engine.listen(3000);
 */
export class Engine {
  readonly #options: ResolvedOptions;
  readonly #logger: Logger;
  readonly #counters: Counters = createCounters();
  readonly #registry: Registry;
  readonly #reception: Reception;
  readonly #unmount = new Map<HttpServer, (() => void)[]>();
  readonly #ownServers = new OwnServers();
  #closing: Promise<void> | undefined;

  /** @throws TypeError or RangeError for an option that cannot work. */
  constructor(options: EngineOptions, application: Application) {
    this.#options = resolveOptions(options);
    this.#logger = resolveLogger(this.#options.logger);
    this.#registry = new Registry(this.#options, application, this.#counters, this.#logger);
    const context = transportContext(this.#options, this.#counters);
    this.#reception = new Reception(this.#options, application, this.#registry, context, this.#logger);
  }

  /** The open sessions by their ids. */
  get sessions(): ReadonlyMap<string, Session> {
    return this.#registry.sessions;
  }

  /** How many sessions are open. */
  get clientsCount(): number {
    return this.#registry.sessions.size;
  }

  /** Totals so far, and sessions per transport now. */
  stats(): EngineStats {
    return statsOf(this.#counters, this.#registry.sessions.values());
  }

  /**
   * Serves the endpoint on an HTTP server, in front of the listeners that it has.
   *
   * @throws TypeError for what is no HTTP server; Error when something is attached to it under this path already, or when
   *   the engine has been closed.
   */
  attach(server: HttpServer, options: AttachOptions = {}): void {
    if (this.#closing !== undefined) throw new Error('attach: this server has been shut down; make a new one');
    const undo = mount(server, this, this.#options.path, options);
    this.#unmount.set(server, [...(this.#unmount.get(server) ?? []), undo]);
  }

  /**
   * Starts an HTTP server of its own, which ends with the engine. Can be called for several ports.
   *
   * @param port 0 for any free one.
   * @param attach Connects the new server, in place of `attach` of the engine: for protocols that serve more beside it.
   * @returns the address that it is bound to; rejects when it cannot be, and when the engine is closed first.
   */
  async listen(
    port = 0,
    host?: string,
    options: AttachOptions = {},
    attach: (server: HttpServer) => void = (server) => this.attach(server, options),
  ): Promise<AddressInfo> {
    let created: HttpServer | undefined;
    try {
      return await this.#ownServers.start(port, host, (server) => {
        created = server;
        attach(server);
      });
    } catch (error) {
      if (created !== undefined) this.#detach(created);
      throw error;
    }
  }

  /**
   * Serves one HTTP request.
   *
   * @param next Called for a request to another path than the engine's; without it the caller has chosen already.
   */
  handleRequest(request: IncomingMessage, response: ServerResponse, next?: () => void): void {
    if (next !== undefined && !this.#isEndpoint(request)) {
      next();
      return;
    }
    try {
      this.#reception.serve(request, response);
    } catch (error) {
      this.#logger.error('engine: a request could not be served', error);
      refuse(request, response, Refusals.failed, []);
    }
  }

  /** Serves one upgrade request, as an HTTP server hands it out. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.#reception.serveUpgrade(request, socket, head);
    } catch (error) {
      this.#logger.error('engine: an upgrade request could not be served', error);
      refuseUpgrade(socket, Refusals.failed, []);
    }
  }

  /**
   * Ends all sessions with `server shutting down`, answers waiting polls, and stops the server that `listen` started.
   * New requests are turned down. Resolves when no connection of the engine is left.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#reception.close();
    for (const server of this.#unmount.keys()) this.#detach(server);
    const stopped = this.#ownServers.stop(GOODBYE);
    await this.#registry.shutDown(GOODBYE);
    this.#reception.dispose();
    await stopped;
  }

  #detach(server: HttpServer): void {
    for (const undo of this.#unmount.get(server) ?? []) undo();
    this.#unmount.delete(server);
  }

  #isEndpoint(request: IncomingMessage): boolean {
    // A framework that mounts the engine under a prefix cuts it off `url`.
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    return isEndpoint(pathOf(url), this.#options.path);
  }
}

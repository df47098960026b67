import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuse, refuseUpgrade } from './answers.js';
import type { Application, Session } from './contract.js';
import { type Logger, resolveLogger } from './logger.js';
import { type AttachOptions, mount, stop } from './mount.js';
import { type EngineOptions, type ResolvedOptions, resolveOptions } from './options.js';
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
  readonly #unmount: (() => void)[] = [];
  #httpServer: HttpServer | undefined;
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

  /** Serves the endpoint on an HTTP server, in front of the listeners that it has. */
  attach(server: HttpServer, options: AttachOptions = {}): void {
    this.#unmount.push(mount(server, this, this.#options.path, options));
  }

  /**
   * Starts an HTTP server of its own.
   *
   * @param port 0 for any free one.
   * @returns the address that it is bound to; rejects when it cannot be
   */
  listen(port = 0, host?: string, options: AttachOptions = {}): Promise<AddressInfo> {
    const server = createServer();
    this.attach(server, options);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        this.#httpServer = server;
        resolve(server.address() as AddressInfo);
      });
    });
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
      this.#logger.error('engine: an option that is a function threw', error);
      refuse(request, response, Refusals.failed, []);
    }
  }

  /** Serves one upgrade request, as an HTTP server hands it out. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.#reception.serveUpgrade(request, socket, head);
    } catch (error) {
      this.#logger.error('engine: an option that is a function threw', error);
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
    for (const unmount of this.#unmount) unmount();
    const stopped = this.#httpServer === undefined ? undefined : stop(this.#httpServer, GOODBYE);
    await this.#registry.shutDown(GOODBYE);
    this.#reception.dispose();
    await stopped;
  }

  #isEndpoint(request: IncomingMessage): boolean {
    // A framework that mounts the engine under a prefix cuts it off `url`.
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    return isEndpoint(pathOf(url), this.#options.path);
  }
}

import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { answer, refuse, refuseUpgrade } from './answers.js';
import type { Application, Environment, Refusal, Session } from './contract.js';
import { Cors, type FlatHeaders } from './cors.js';
import { environmentOf } from './environment.js';
import { type Accepted, type Admission, admit, checkRequest, openPacket } from './handshake.js';
import { InitialHeaders } from './initial-headers.js';
import { type Logger, resolveLogger } from './logger.js';
import { type AttachOptions, mount, stop } from './mount.js';
import { type EngineOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { isEndpoint, pathOf } from './path.js';
import { readParameters } from './query.js';
import { Refusals } from './refusals.js';
import { Registry } from './registry.js';
import { EngineSession } from './session.js';
import { createCounters, type EngineStats, REFUSED, statsOf } from './traffic.js';
import { payloadFormat } from './transports/payload.js';
import { Polling } from './transports/polling.js';
import { type TransportContext, transportContext } from './transports/transport.js';
import { UNOWNED } from './transports/unowned.js';
import { Upgrade } from './upgrade.js';
import type { WebSocketLike } from './websocket-engine.js';
import { WebSocketGate } from './websocket-gate.js';

/** How long `close()` lets clients say goodbye. */
const GOODBYE = 1000;
/** Time between two warnings of the same kind. */
const WARNING_INTERVAL = 1000;

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
  readonly #application: Application;
  readonly #logger: Logger;
  readonly #cors: Cors;
  readonly #initialHeaders: InitialHeaders;
  readonly #context: TransportContext;
  readonly #registry: Registry;
  readonly #gate: WebSocketGate;
  readonly #unmount: (() => void)[] = [];
  #httpServer: HttpServer | undefined;
  #closing: Promise<void> | undefined;
  #lastWarning = Number.NEGATIVE_INFINITY;

  /** @throws TypeError or RangeError for an option that cannot work. */
  constructor(options: EngineOptions, application: Application) {
    this.#options = resolveOptions(options);
    this.#application = application;
    this.#logger = resolveLogger(this.#options.logger);
    this.#cors = new Cors(this.#options.corsAllowedOrigins, this.#options.corsCredentials);
    this.#initialHeaders = new InitialHeaders(this.#options);
    this.#context = transportContext(this.#options, createCounters());
    this.#registry = new Registry(this.#options, application, this.#context.counters, this.#logger);
    this.#gate = new WebSocketGate(this.#options, this.#context);
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
    return statsOf(this.#context.counters, this.#registry.sessions.values());
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
      this.#serve(request, response);
    } catch (error) {
      this.#logger.error('engine: an option that is a function threw', error);
      refuse(request, response, Refusals.failed, []);
    }
  }

  /** Serves one upgrade request, as an HTTP server hands it out. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.#serveUpgrade(request, socket, head);
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
    for (const unmount of this.#unmount) unmount();
    const stopped = this.#httpServer === undefined ? undefined : stop(this.#httpServer, GOODBYE);
    await this.#registry.shutDown(GOODBYE);
    this.#gate.close();
    await stopped;
  }

  #isEndpoint(request: IncomingMessage): boolean {
    // A framework that mounts the engine under a prefix cuts it off `url`.
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    return isEndpoint(pathOf(url), this.#options.path);
  }

  #check(request: IncomingMessage, headers: FlatHeaders | undefined, isUpgrade: boolean): Accepted | Refusal {
    if (headers === undefined) {
      this.#warnOfOrigin(request);
      return Refusals.foreignOrigin;
    }
    if (this.#closing !== undefined) return Refusals.closing;
    const parameters = readParameters(request.url ?? '');
    return checkRequest(parameters, request.method, isUpgrade, this.#options, (sid) => this.#registry.find(sid));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const headers = this.#cors.check(request);
    if (headers !== undefined && request.method === 'OPTIONS') {
      answer(response, 200, 'text/plain', 'OK', [...headers, ...this.#cors.preflight(request)]);
      return;
    }
    const checked = this.#check(request, headers, false);
    if ('code' in checked) this.#refuse(request, response, checked, headers ?? []);
    else if (checked.session === undefined) this.#openPolling(request, response, headers!, checked);
    else this.#servePolling(checked.session, request, response, headers!);
  }

  #serveUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const headers = this.#cors.check(request);
    const checked = this.#check(request, headers, true);
    if ('code' in checked) this.#refuseUpgrade(request, socket, checked, headers ?? []);
    else if (checked.session === undefined) this.#openWebSocket(request, socket, head, headers!, checked);
    else this.#upgrade(checked.session, request, socket, head, headers!, checked);
  }

  /** Once a second at most: whoever sends such requests must not be able to fill the log. */
  #warnOfOrigin(request: IncomingMessage): void {
    const now = performance.now();
    if (now - this.#lastWarning < WARNING_INTERVAL) return;
    this.#lastWarning = now;
    this.#logger.warn(`engine: ${this.#cors.explain(request)}`);
  }

  #openPolling(request: IncomingMessage, response: ServerResponse, headers: FlatHeaders, accepted: Accepted): void {
    const environ = environmentOf(request, accepted.protocol, this.#options.trustProxy);
    const open = (sid: string): void => {
      if (response.destroyed) {
        this.#application.abandoned?.(sid);
        return;
      }
      const all = this.#initialHeaders.add(headers, sid, environ);
      const polling = new Polling(UNOWNED, this.#context, payloadFormat(accepted.protocol, accepted.parameters));
      const canUpgrade = this.#options.allowUpgrades && this.#options.transports.includes('websocket');
      const session = new EngineSession(this.#registry, sid, environ, polling);
      this.#registry.open(session, openPacket(session, canUpgrade, this.#options));
      polling.poll(request, response, all);
    };
    this.#admit(environ, request, open, (refusal) => this.#refuse(request, response, refusal, headers));
  }

  #openWebSocket(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    headers: FlatHeaders,
    accepted: Accepted,
  ): void {
    const environ = environmentOf(request, accepted.protocol, this.#options.trustProxy);
    const open = (sid: string): void => {
      const all = this.#initialHeaders.add(headers, sid, environ);
      const opened = (ws: WebSocketLike): void => {
        const transport = this.#gate.transport(ws, socket, UNOWNED, accepted);
        const session = new EngineSession(this.#registry, sid, environ, transport);
        this.#registry.open(session, openPacket(session, false, this.#options));
      };
      this.#gate.accept(request, socket, head, all, opened, () => this.#application.abandoned?.(sid));
    };
    this.#admit(environ, request, open, (refusal) => this.#refuseUpgrade(request, socket, refusal, headers));
  }

  /** Opens or refuses, at once unless somebody who is asked needs time. */
  #admit(
    environ: Environment,
    request: IncomingMessage,
    open: (sid: string) => void,
    turnDown: (refusal: Refusal) => void,
  ): void {
    const settle = (admission: Admission): void => {
      if (typeof admission !== 'string') turnDown(admission);
      else open(admission);
    };
    const isTaken = (sid: string): boolean => this.#registry.find(sid) !== undefined;
    const admission = admit(environ, request, this.#options, this.#application, isTaken);
    if (!(admission instanceof Promise)) {
      settle(admission);
      return;
    }
    // Nobody else listens to the socket of an upgrade request while its fate is open.
    request.socket.on('error', ignore);
    admission
      .then((result) => {
        request.socket.off('error', ignore);
        if (this.#closing === undefined || typeof result !== 'string') return settle(result);
        this.#application.abandoned?.(result);
        turnDown(Refusals.closing);
      })
      .catch((error: unknown) => {
        this.#logger.error('engine: a handshake failed', error);
        turnDown(Refusals.forbidden);
      });
  }

  #servePolling(
    session: EngineSession,
    request: IncomingMessage,
    response: ServerResponse,
    headers: FlatHeaders,
  ): void {
    const polling = session.channel as Polling;
    if (request.method === 'POST') {
      polling.posts.receive(request, response, headers);
      return;
    }
    // The sweep may be a slot late; whoever asks is told exactly.
    if (this.#options.monitorClients) session.judge(performance.now());
    if (polling.gone) this.#refuse(request, response, Refusals.unknownSession, headers);
    else polling.poll(request, response, headers);
  }

  #upgrade(
    session: EngineSession,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    headers: FlatHeaders,
    accepted: Accepted,
  ): void {
    this.#gate.accept(request, socket, head, headers, (ws) => {
      const transport = this.#gate.transport(ws, socket, UNOWNED, accepted);
      this.#registry.track(new Upgrade(session, transport, this.#options.upgradeTimeout, this.#registry), session);
    });
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal, headers: FlatHeaders): void {
    this.#refused(request, refusal);
    refuse(request, response, refusal, headers);
  }

  #refuseUpgrade(request: IncomingMessage, socket: Duplex, refusal: Refusal, headers: FlatHeaders): void {
    this.#refused(request, refusal);
    refuseUpgrade(socket, refusal, headers);
  }

  #refused(request: IncomingMessage, refusal: Refusal): void {
    this.#context.counters[REFUSED]!++;
    this.#application.refused?.(refusal, request);
  }
}

const ignore = (): void => {};

import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { answer, refuse, refuseUpgrade } from './answers.js';
import type { Application, Refusal, Session } from './contract.js';
import { Cors, type FlatHeaders } from './cors.js';
import { environmentOf } from './environment.js';
import { type Accepted, type Admission, admit, checkRequest, openPacket } from './handshake.js';
import { Heartbeat } from './heartbeat.js';
import { InitialHeaders } from './initial-headers.js';
import { type Logger, resolveLogger } from './logger.js';
import { type AttachOptions, mount, stop } from './mount.js';
import { type EngineOptions, type ResolvedOptions, resolveOptions } from './options.js';
import { isEndpoint, pathOf } from './path.js';
import { readParameters } from './query.js';
import { Refusals } from './refusals.js';
import { EngineSession, type SessionHost } from './session.js';
import { CLOSED, createCounters, type EngineStats, OPENED, REFUSED, statsOf, UPGRADED } from './traffic.js';
import { Polling } from './transports/polling.js';
import type { Transport, TransportContext } from './transports/transport.js';
import { UNOWNED } from './transports/unowned.js';
import { Upgrade, type UpgradeHost } from './upgrade.js';
import { WebSocketGate } from './websocket-gate.js';

/** How long `close()` lets clients say goodbye. */
const GOODBYE = 1000;

/**
 * Sessions over HTTP long-polling and WebSocket: what protocols such as Socket.IO are built on.
 *
 * @example
 * const engine = new Engine({}, { open: (session) => ({
 *   text: (data) => session.sendText(data),
 *   binary: (data) => session.sendBinary(data),
 *   close: () => {},
 * }) });
 * await engine.listen(3000);
 */
export class Engine {
  readonly #options: ResolvedOptions;
  readonly #application: Application;
  readonly #logger: Logger;
  readonly #cors: Cors;
  readonly #initialHeaders: InitialHeaders;
  readonly #sessions = new Map<string, EngineSession>();
  /** Closed sessions whose transports have not ended yet. */
  readonly #leaving = new Map<string, EngineSession>();
  readonly #heartbeat: Heartbeat;
  readonly #context: TransportContext;
  readonly #gate: WebSocketGate;
  readonly #host: SessionHost;
  readonly #upgrades = new Set<Upgrade>();
  readonly #upgradeHost: UpgradeHost;
  readonly #unmount: (() => void)[] = [];
  #httpServer: HttpServer | undefined;
  #closing: Promise<void> | undefined;
  #allGone: (() => void) | undefined;

  /** @throws TypeError or RangeError for an option that cannot work. */
  constructor(options: EngineOptions, application: Application) {
    this.#options = resolveOptions(options);
    this.#application = application;
    this.#logger = resolveLogger(this.#options.logger);
    this.#cors = new Cors(this.#options.corsAllowedOrigins, this.#options.corsCredentials);
    this.#initialHeaders = new InitialHeaders(this.#options);
    this.#heartbeat = new Heartbeat(this.#options, this.#sessions, this.#leaving);
    this.#context = { ...this.#options, counters: createCounters() };
    this.#gate = new WebSocketGate(this.#options, this.#context);
    this.#host = {
      pingInterval: this.#options.pingInterval,
      pingTimeout: this.#options.pingTimeout,
      sessionClosed: (session) => this.#sessionClosed(session),
      sessionGone: (session) => this.#sessionGone(session),
      report: (error, session) => this.#report(error, session),
    };
    this.#upgradeHost = {
      upgraded: (upgrade) => {
        this.#upgrades.delete(upgrade);
        this.#context.counters[UPGRADED]!++;
      },
      upgradeGone: (upgrade) => this.#upgrades.delete(upgrade),
    };
  }

  /** The open sessions by their ids. */
  get sessions(): ReadonlyMap<string, Session> {
    return this.#sessions;
  }

  /** How many sessions are open. */
  get clientsCount(): number {
    return this.#sessions.size;
  }

  /** Totals so far, and sessions per transport now. */
  stats(): EngineStats {
    return statsOf(this.#context.counters, this.#sessions.values());
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
    this.#httpServer = server;
    this.attach(server, options);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
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
    const headers = this.#cors.check(request);
    if (headers !== undefined && request.method === 'OPTIONS') {
      answer(response, 200, 'text/plain', 'OK', [...headers, ...this.#cors.preflight(request)]);
      return;
    }
    const checked = this.#check(request, headers, false);
    if ('code' in checked) this.#refuse(request, response, checked, headers ?? []);
    else if (checked.session === undefined) this.#openPolling(request, response, headers!, checked.protocol);
    else this.#servePolling(checked.session, request, response, headers!);
  }

  /** Serves one upgrade request, as an HTTP server hands it out. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const headers = this.#cors.check(request);
    const checked = this.#check(request, headers, true);
    if ('code' in checked) this.#refuseUpgrade(request, socket, checked, headers ?? []);
    else if (checked.session === undefined) this.#openWebSocket(request, socket, head, headers!, checked.protocol);
    else this.#upgrade(checked.session, request, socket, head, headers!);
  }

  /**
   * Ends all sessions with `server shutting down`, answers waiting polls, and stops the server that `listen` started.
   * New requests are turned down. Resolves when no connection of the engine is left.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #check(request: IncomingMessage, headers: FlatHeaders | undefined, isUpgrade: boolean): Accepted | Refusal {
    if (headers === undefined) return Refusals.foreignOrigin;
    if (this.#closing !== undefined) return Refusals.closing;
    const parameters = readParameters(request.url ?? '');
    return checkRequest(parameters, request.method, isUpgrade, this.#options, (sid) => this.#find(sid));
  }

  // Handshakes.

  #openPolling(request: IncomingMessage, response: ServerResponse, headers: FlatHeaders, protocol: 3 | 4): void {
    const environ = environmentOf(request, protocol, this.#options.trustProxy);
    this.#admit(environ, request, (admission) => {
      if (response.destroyed) return;
      if (typeof admission !== 'string') {
        this.#refuse(request, response, admission, headers);
        return;
      }
      const polling = new Polling(UNOWNED, this.#context);
      const canUpgrade = this.#options.allowUpgrades && this.#options.transports.includes('websocket');
      this.#open(new EngineSession(this.#host, admission, environ, polling), polling, canUpgrade);
      polling.poll(request, response, this.#initialHeaders.add(headers, admission, environ));
    });
  }

  #openWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, headers: FlatHeaders, protocol: 3 | 4): void {
    const environ = environmentOf(request, protocol, this.#options.trustProxy);
    this.#admit(environ, request, (admission) => {
      if (typeof admission !== 'string') {
        this.#refuseUpgrade(request, socket, admission, headers);
        return;
      }
      this.#gate.accept(request, socket, head, this.#initialHeaders.add(headers, admission, environ), (ws) => {
        const transport = this.#gate.transport(ws, socket, UNOWNED, protocol);
        this.#open(new EngineSession(this.#host, admission, environ, transport), transport, false);
      });
    });
  }

  #admit(environ: Session['environ'], request: IncomingMessage, then: (admission: Admission) => void): void {
    const isTaken = (sid: string): boolean => this.#find(sid) !== undefined;
    const admission = admit(environ, request, this.#options, this.#application, isTaken);
    if (!(admission instanceof Promise)) {
      then(admission);
      return;
    }
    // Nobody else listens to the socket of an upgrade request while its fate is open.
    request.socket.on('error', ignore);
    admission
      .catch((error: unknown): Refusal => {
        this.#logger.error('engine: a handshake failed', error);
        return Refusals.forbidden;
      })
      .then((result) => {
        request.socket.off('error', ignore);
        then(this.#closing === undefined ? result : Refusals.closing);
      })
      .catch((error: unknown) => this.#logger.error('engine: a handshake failed', error));
  }

  #open(session: EngineSession, transport: Transport, canUpgrade: boolean): void {
    transport.owner = session;
    this.#sessions.set(session.sid, session);
    this.#context.counters[OPENED]!++;
    this.#heartbeat.start();
    transport.queuePacket(openPacket(session.sid, session.protocol, canUpgrade, this.#options));
    try {
      session.start(this.#application.open(session));
    } catch (error) {
      this.#report(error, session);
      session.close();
    }
  }

  // Requests of sessions.

  #servePolling(
    session: EngineSession,
    request: IncomingMessage,
    response: ServerResponse,
    headers: FlatHeaders,
  ): void {
    const polling = session.channel as Polling;
    if (request.method === 'POST') {
      polling.post(request, response, headers);
      return;
    }
    // The sweep may be a slot late; whoever asks is told exactly.
    if (this.#options.monitorClients && session.awaiting && session.due <= performance.now()) {
      session.overdue(performance.now());
      if (!session.open) {
        this.#refuse(request, response, Refusals.unknownSession, headers);
        return;
      }
    }
    polling.poll(request, response, headers);
  }

  #upgrade(session: EngineSession, request: IncomingMessage, socket: Duplex, head: Buffer, headers: FlatHeaders): void {
    this.#gate.accept(request, socket, head, headers, (ws) => {
      const transport = this.#gate.transport(ws, socket, UNOWNED, session.protocol);
      const upgrade = new Upgrade(session, transport, this.#options.upgradeTimeout, this.#upgradeHost);
      this.#upgrades.add(upgrade);
      if (session.open && session.transport === 'polling' && session.upgrade === undefined) session.upgrade = upgrade;
      else upgrade.abandon();
    });
  }

  // Ends.

  #find(sid: string): EngineSession | undefined {
    return this.#sessions.get(sid) ?? this.#leaving.get(sid);
  }

  #sessionClosed(session: EngineSession): void {
    this.#sessions.delete(session.sid);
    this.#context.counters[CLOSED]!++;
    if (session.channel.gone) return;
    session.due = performance.now() + this.#options.pingTimeout;
    session.awaiting = true;
    this.#leaving.set(session.sid, session);
  }

  #sessionGone(session: EngineSession): void {
    this.#leaving.delete(session.sid);
    if (this.#leaving.size === 0) this.#allGone?.();
  }

  async #close(): Promise<void> {
    for (const unmount of this.#unmount) unmount();
    const stopped = this.#httpServer === undefined ? undefined : stop(this.#httpServer, GOODBYE);
    for (const session of this.#sessions.values()) session.close('server shutting down');
    // A poller that is between two polls would have to come back, and cannot.
    for (const session of this.#leaving.values()) if (session.transport === 'polling') session.channel.end('dead');
    await this.#goodbyes();
    for (const session of this.#leaving.values()) session.channel.end('dead');
    for (const upgrade of this.#upgrades) upgrade.destroy();
    this.#heartbeat.stop();
    this.#gate.close();
    await stopped;
  }

  #goodbyes(): Promise<void> | undefined {
    if (this.#leaving.size === 0) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GOODBYE);
      this.#allGone = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // Trouble.

  #isEndpoint(request: IncomingMessage): boolean {
    const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    return isEndpoint(pathOf(url), this.#options.path);
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

  #report(error: unknown, session: Session): void {
    if (this.#application.failed !== undefined) this.#application.failed(error, session);
    else this.#logger.error('engine: a handler threw', error);
  }
}

const ignore = (): void => {};

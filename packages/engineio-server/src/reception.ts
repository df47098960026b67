import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { answer, refuse, refuseUpgrade } from './answers.js';
import type { Application, Environment, Refusal } from './contract.js';
import { Cors, type FlatHeaders } from './cors.js';
import { environmentOf } from './environment.js';
import { type Accepted, type Admission, admit, checkRequest, OpenPackets } from './handshake.js';
import { InitialHeaders } from './initial-headers.js';
import type { Logger } from './logger.js';
import type { ResolvedOptions } from './options.js';
import { readParameters } from './query.js';
import { Refusals } from './refusals.js';
import type { Registry } from './registry.js';
import { EngineSession } from './session.js';
import { REFUSED } from './traffic.js';
import { payloadFormat } from './transports/payload.js';
import { Polling } from './transports/polling.js';
import type { TransportContext } from './transports/transport.js';
import { UNOWNED } from './transports/unowned.js';
import type { WebSocketTransport } from './transports/websocket.js';
import { Upgrade } from './upgrade.js';
import { type UpgradeRequest, WebSocketGate } from './websocket/gate.js';

/** Time between two warnings of the same kind. */
const WARNING_INTERVAL = 1000;

/** Takes requests in: checks them, opens sessions, and leads requests to the sessions that they belong to. */
export class Reception {
  readonly #options: ResolvedOptions;
  readonly #application: Application;
  readonly #registry: Registry;
  readonly #context: TransportContext;
  readonly #logger: Logger;
  readonly #logs: boolean;
  readonly #cors: Cors;
  readonly #initialHeaders: InitialHeaders;
  readonly #gate: WebSocketGate;
  readonly #openPackets: OpenPackets;
  readonly #canUpgrade: boolean;
  /** Handshakes that somebody is deciding on, each by what turns it down. */
  readonly #undecided = new Set<() => void>();
  #isClosed = false;
  #lastWarning = Number.NEGATIVE_INFINITY;

  constructor(
    options: ResolvedOptions,
    application: Application,
    registry: Registry,
    context: TransportContext,
    logger: Logger,
  ) {
    this.#options = options;
    this.#application = application;
    this.#registry = registry;
    this.#context = context;
    this.#logger = logger;
    this.#logs = options.logger !== false;
    this.#cors = new Cors(options.corsAllowedOrigins, options.corsCredentials);
    this.#initialHeaders = new InitialHeaders(options);
    this.#gate = new WebSocketGate(options, context);
    this.#openPackets = new OpenPackets(options);
    this.#canUpgrade = options.allowUpgrades && options.transports.includes('websocket');
  }

  /** From now on everybody is turned down, those included who are being decided on. */
  close(): void {
    this.#isClosed = true;
    for (const turnDown of this.#undecided) turnDown();
    this.#undecided.clear();
  }

  /** Lets go of the WebSocket server. */
  dispose(): void {
    this.#gate.close();
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
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

  serveUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const headers = this.#cors.check(request);
    const checked = this.#check(request, headers, true);
    if ('code' in checked) this.#refuseUpgrade(request, socket, checked, headers ?? []);
    else if (checked.session === undefined) this.#openWebSocket({ request, socket, head }, headers!, checked);
    else this.#upgrade(checked.session, { request, socket, head }, headers!, checked);
  }

  #check(request: IncomingMessage, headers: FlatHeaders | undefined, isUpgrade: boolean): Accepted | Refusal {
    if (headers === undefined) {
      this.#warnOfOrigin(request);
      return Refusals.foreignOrigin;
    }
    if (this.#isClosed) return Refusals.closing;
    const parameters = readParameters(request.url ?? '');
    return checkRequest(parameters, request.method, isUpgrade, this.#options, this.#registry);
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
      const all = this.#headersFor(headers, sid, environ);
      if (all === undefined) {
        this.#refuse(request, response, Refusals.failed, headers);
        return;
      }
      const polling = new Polling(UNOWNED, this.#context, payloadFormat(accepted.protocol, accepted.parameters));
      const session = new EngineSession(this.#registry, sid, environ, polling);
      this.#registry.open(session, this.#openPackets.of(sid, accepted.protocol, this.#canUpgrade));
      polling.poll(request, response, all);
    };
    this.#admit(environ, request, open, (refusal) => this.#refuse(request, response, refusal, headers));
  }

  #openWebSocket(upgrade: UpgradeRequest, headers: FlatHeaders, accepted: Accepted): void {
    const { request, socket } = upgrade;
    const environ = environmentOf(request, accepted.protocol, this.#options.trustProxy);
    const open = (sid: string): void => {
      const all = this.#headersFor(headers, sid, environ);
      if (all === undefined) {
        this.#refuseUpgrade(request, socket, Refusals.failed, headers);
        return;
      }
      const opened = (transport: WebSocketTransport): void => {
        const session = new EngineSession(this.#registry, sid, environ, transport);
        this.#registry.open(session, this.#openPackets.of(sid, accepted.protocol, false));
      };
      this.#gate.accept(upgrade, all, accepted, opened, () => this.#application.abandoned?.(sid));
    };
    this.#admit(environ, request, open, (refusal) => this.#refuseUpgrade(request, socket, refusal, headers));
  }

  /** Headers for a client that was let in; `undefined`, and nobody is in, when an option did not make any. */
  #headersFor(headers: FlatHeaders, sid: string, environ: Environment): FlatHeaders | undefined {
    try {
      return this.#initialHeaders.add(headers, sid, environ);
    } catch (error) {
      this.#logger.error('engine: the options initialHeaders or cookie failed, or made a header that is none', error);
      this.#application.abandoned?.(sid);
      return undefined;
    }
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
      else if (this.#registry.find(admission) !== undefined) turnDown(Refusals.noId);
      else open(admission);
    };
    const admission = admit(environ, request, this.#options, this.#application, this.#registry);
    if (!(admission instanceof Promise)) {
      settle(admission);
      return;
    }
    // Nobody else listens to the socket of an upgrade request while its fate is open.
    request.socket.on('error', ignore);
    let isTooLate = false;
    const close = () => {
      isTooLate = true;
      turnDown(Refusals.closing);
    };
    this.#undecided.add(close);
    admission
      .finally(() => {
        this.#undecided.delete(close);
        request.socket.off('error', ignore);
      })
      .then((result) => {
        if (!isTooLate) settle(result);
        else if (typeof result === 'string') this.#application.abandoned?.(result);
      })
      .catch((error: unknown) => {
        this.#logger.error('engine: a handshake failed', error);
        if (!isTooLate) turnDown(Refusals.forbidden);
      });
  }

  #servePolling(
    session: EngineSession,
    request: IncomingMessage,
    response: ServerResponse,
    headers: FlatHeaders,
  ): void {
    const polling = session.channel as Polling;
    if (session.awaiting) this.#registry.judge(session);
    if (polling.gone) this.#refuse(request, response, Refusals.unknownSession, headers);
    else if (request.method === 'POST') polling.posts.receive(request, response, headers);
    else polling.poll(request, response, headers);
  }

  #upgrade(session: EngineSession, upgrade: UpgradeRequest, headers: FlatHeaders, accepted: Accepted): void {
    const opened = (transport: WebSocketTransport): void => {
      this.#registry.track(new Upgrade(session, transport, this.#options, this.#registry), session);
    };
    this.#gate.accept(upgrade, headers, accepted, opened, ignore);
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
    // What is wrong with a foreign origin is told elsewhere, and the query may hold the id of a session.
    if (this.#logs && refusal !== Refusals.foreignOrigin) {
      const { method, socket } = request;
      this.#logger.info(
        `engine: ${method} from ${socket.remoteAddress} refused with ${refusal.status}: ${refusal.message}`,
      );
    }
    this.#application.refused?.(refusal, request);
  }
}

const ignore = (): void => {};

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { refuseUpgrade } from '../answers.js';
import type { FlatHeaders } from '../cors.js';
import type { ResolvedOptions } from '../options.js';
import type { Parameters } from '../query.js';
import { Refusals } from '../refusals.js';
import type { TransportContext, WireFormat } from '../transports/transport.js';
import { UNOWNED } from '../transports/unowned.js';
import type { WebSocketTransport } from '../transports/websocket.js';
import { DirectWebSocket } from '../transports/websocket-direct.js';
import { WrappedWebSocket } from '../transports/websocket-wrapped.js';
import type { WebSocketEngine, WebSocketLike, WebSocketServerLike } from './engine.js';
import { acceptance, plainKey } from './handshake.js';
import { listen } from './listeners.js';
import { ServerWebSocket } from './server-websocket.js';

/** What a client said about itself. */
interface Client {
  readonly protocol: 3 | 4;
  readonly parameters: Parameters;
}

const PLAIN = { 3: { protocol: 3, base64: false }, 4: { protocol: 4, base64: false } } as const;
const BASE64 = { 3: { protocol: 3, base64: true }, 4: { protocol: 4, base64: true } } as const;

/** An upgrade request, as an HTTP server hands it out. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * Turns upgrade requests into transports. A plain handshake, as nearly all of them are, is answered here; `ws` sees to
 * those that need more (compression, a subprotocol, an old version, a refusal), and another `wsEngine` to all of its own.
 */
export class WebSocketGate {
  readonly #server: WebSocketServerLike;
  readonly #context: TransportContext;
  /** Whether plain connections are not left to a WebSocket server. */
  readonly #readsItself: boolean;
  readonly #compresses: boolean;
  readonly #closeTimeout: number;
  /** Whether the server is that of `ws`, whose sockets can be written to directly. */
  readonly #isWs: boolean;
  /** Headers for the handshake that is being answered, which `ws` does in one go. */
  #headers: FlatHeaders = [];

  constructor(options: ResolvedOptions, context: TransportContext) {
    this.#context = context;
    this.#readsItself = options.wsEngine === undefined;
    this.#isWs = this.#readsItself || options.wsEngine === (WebSocketServer as WebSocketEngine);
    this.#compresses = options.perMessageDeflate !== false;
    this.#closeTimeout = options.pingTimeout;
    this.#server = createServer(options.wsEngine ?? WebSocketServer, {
      noServer: true,
      clientTracking: false,
      // Messages of one chunk of input arrive in one tick: without it their answers could not leave in one write.
      allowSynchronousEvents: true,
      // Pongs go through the queue, where they count against maxBackpressure.
      autoPong: false,
      maxPayload: options.maxHttpBufferSize,
      perMessageDeflate: options.perMessageDeflate,
      closeTimeout: options.pingTimeout,
    });
    if (this.#server.on === undefined && (options.cookie !== undefined || options.initialHeaders !== undefined)) {
      throw new TypeError(
        'wsEngine: this WebSocket server cannot add headers to its handshakes, which the options cookie and initialHeaders need',
      );
    }
    this.#server.on?.('headers', (lines: string[]) => {
      for (let i = 0; i < this.#headers.length; i += 2) lines.push(`${this.#headers[i]}: ${this.#headers[i + 1]}`);
    });
    this.#server.on?.('wsClientError', (_error: Error, socket: Duplex) => {
      // Which version would be right has to be said (RFC 6455, section 4.4).
      refuseUpgrade(socket, Refusals.notAnUpgrade, ['Sec-WebSocket-Version', '13', ...this.#headers]);
    });
  }

  /**
   * Answers the handshake.
   *
   * @param done Gets the transport, at once unless another `wsEngine` takes its time.
   * @param failed The handshake was no good; not called by another `wsEngine`.
   */
  accept(
    upgrade: UpgradeRequest,
    headers: FlatHeaders,
    client: Client,
    done: (transport: WebSocketTransport) => void,
    failed: () => void,
  ): void {
    const { request, socket, head } = upgrade;
    const key = this.#readsItself ? plainKey(request, this.#compresses) : undefined;
    if (key === undefined) {
      this.#leaveToServer(upgrade, headers, client, done, failed);
    } else if (socket.readable && socket.writable) {
      const ws = new ServerWebSocket(socket, this.#context.maxHttpBufferSize, this.#closeTimeout);
      const format = formatOf(client);
      const answer = acceptance(key, headers);
      // Clients of protocol 3 may listen only once they are open: what comes in the same write would be lost on them.
      const joins = client.protocol === 4;
      const greeting = joins ? answer : undefined;
      const transport = new DirectWebSocket(ws, socket, UNOWNED, this.#context, format, greeting);
      ws.start(transport, head);
      if (!joins) socket.write(answer, 'latin1');
      done(transport);
    } else {
      socket.destroy();
      failed();
    }
  }

  #leaveToServer(
    { request, socket, head }: UpgradeRequest,
    headers: FlatHeaders,
    client: Client,
    done: (transport: WebSocketTransport) => void,
    failed: () => void,
  ): void {
    let accepted = false;
    this.#headers = headers;
    this.#server.handleUpgrade(request, socket, head, (ws: WebSocketLike) => {
      accepted = true;
      done(this.#wrap(ws, socket, client));
    });
    this.#headers = [];
    if (this.#isWs && !accepted) failed();
  }

  #wrap(ws: WebSocketLike, socket: Duplex, client: Client): WebSocketTransport {
    if (!this.#isWs || ws.extensions !== '') {
      return new WrappedWebSocket(ws, socket, UNOWNED, this.#context, formatOf(client));
    }
    const transport = new DirectWebSocket(ws, socket, UNOWNED, this.#context, formatOf(client), undefined);
    listen(ws, transport);
    return transport;
  }

  close(): void {
    this.#server.close?.();
  }
}

function formatOf({ protocol, parameters }: Client): WireFormat {
  return parameters.b64 === undefined ? PLAIN[protocol] : BASE64[protocol];
}

/** @throws TypeError when it is no WebSocket server like that of `ws`. */
function createServer(engine: WebSocketEngine, options: object): WebSocketServerLike {
  if (typeof engine !== 'function') throw new TypeError('wsEngine must be a class, such as WebSocketServer of ws');
  const server = new engine(options);
  if (typeof server.handleUpgrade !== 'function') {
    throw new TypeError('wsEngine: its instances have no method handleUpgrade, unlike WebSocketServer of ws');
  }
  return server;
}

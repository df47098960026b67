import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { refuseUpgrade } from './answers.js';
import type { FlatHeaders } from './cors.js';
import type { ResolvedOptions } from './options.js';
import type { Parameters } from './query.js';
import { Refusals } from './refusals.js';
import type { TransportContext, TransportOwner } from './transports/transport.js';
import type { WebSocketTransport } from './transports/websocket.js';
import { DirectWebSocket } from './transports/websocket-direct.js';
import { WrappedWebSocket } from './transports/websocket-wrapped.js';
import type { WebSocketEngine, WebSocketLike, WebSocketServerLike } from './websocket-engine.js';

/** What a client said about itself. */
interface Client {
  readonly protocol: 3 | 4;
  readonly parameters: Parameters;
}

const PLAIN = { 3: { protocol: 3, base64: false }, 4: { protocol: 4, base64: false } } as const;
const BASE64 = { 3: { protocol: 3, base64: true }, 4: { protocol: 4, base64: true } } as const;

/** Turns upgrade requests into WebSockets, and WebSockets into transports. */
export class WebSocketGate {
  readonly #server: WebSocketServerLike;
  readonly #context: TransportContext;
  /** Whether it is the server of `ws` itself, whose sockets can be written to directly. */
  readonly #isOwn: boolean;
  /** Headers for the handshake that is being answered, which `ws` does in one go. */
  #headers: FlatHeaders = [];

  constructor(options: ResolvedOptions, context: TransportContext) {
    this.#context = context;
    this.#isOwn = options.wsEngine === undefined || options.wsEngine === (WebSocketServer as WebSocketEngine);
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
      refuseUpgrade(socket, Refusals.notAnUpgrade, this.#headers);
    });
  }

  /** Answers the handshake. `done` is called at once by `ws`, later by others; `failed` by `ws` only. */
  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    headers: FlatHeaders,
    done: (ws: WebSocketLike) => void,
    failed?: () => void,
  ): void {
    let accepted = false;
    this.#headers = headers;
    this.#server.handleUpgrade(request, socket, head, (ws: WebSocketLike) => {
      accepted = true;
      done(ws);
    });
    this.#headers = [];
    if (this.#isOwn && !accepted) failed?.();
  }

  /** The transport for a WebSocket that came over `socket`. */
  transport(ws: WebSocketLike, socket: Duplex, owner: TransportOwner, client: Client): WebSocketTransport {
    const format = client.parameters.b64 === undefined ? PLAIN[client.protocol] : BASE64[client.protocol];
    const Transport = this.#isOwn && ws.extensions === '' ? DirectWebSocket : WrappedWebSocket;
    return new Transport(ws, socket, owner, this.#context, format);
  }

  close(): void {
    this.#server.close?.();
  }
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

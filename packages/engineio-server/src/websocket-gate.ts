import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { refuseUpgrade } from './answers.js';
import type { FlatHeaders } from './cors.js';
import type { ResolvedOptions } from './options.js';
import { Refusals } from './refusals.js';
import type { TransportContext, TransportOwner } from './transports/transport.js';
import type { WebSocketTransport } from './transports/websocket.js';
import { DirectWebSocket } from './transports/websocket-direct.js';
import type { WebSocketLike, WebSocketServerLike } from './websocket-engine.js';

/** Turns upgrade requests into WebSockets, and WebSockets into transports. */
export class WebSocketGate {
  readonly #server: WebSocketServerLike;
  readonly #context: TransportContext;
  /** Headers for the handshake that is being answered, which `ws` does in one go. */
  #headers: FlatHeaders = [];

  constructor(options: ResolvedOptions, context: TransportContext) {
    this.#context = context;
    this.#server = new (options.wsEngine ?? WebSocketServer)({
      noServer: true,
      clientTracking: false,
      // Messages of one chunk of input arrive in one tick: without it their answers could not leave in one write.
      allowSynchronousEvents: true,
      // Pongs go through the queue, where they count against maxBackpressure.
      autoPong: false,
      maxPayload: options.maxHttpBufferSize,
      perMessageDeflate: options.perMessageDeflate,
    });
    this.#server.on?.('headers', (lines: string[]) => {
      for (let i = 0; i < this.#headers.length; i += 2) lines.push(`${this.#headers[i]}: ${this.#headers[i + 1]}`);
    });
    this.#server.on?.('wsClientError', (_error: Error, socket: Duplex) => {
      refuseUpgrade(socket, Refusals.notAnUpgrade, this.#headers);
    });
  }

  /** Answers the handshake. `done` is called at once, or never when the handshake was no good. */
  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    headers: FlatHeaders,
    done: (ws: WebSocketLike) => void,
  ): void {
    this.#headers = headers;
    this.#server.handleUpgrade(request, socket, head, done);
    this.#headers = [];
  }

  /** The transport for a WebSocket that came over `socket`. */
  transport(ws: WebSocketLike, socket: Duplex, owner: TransportOwner, protocol: 3 | 4): WebSocketTransport {
    return new DirectWebSocket(ws, socket, owner, this.#context, protocol);
  }

  close(): void {
    this.#server.close?.();
  }
}

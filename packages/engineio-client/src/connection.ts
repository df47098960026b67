import { PacketType } from '@x/engineio-parser';
import { Network } from '#network';
import { ConnectionError, unexpected } from './errors.js';
import { type Handshake, readHandshake } from './handshake.js';
import type { NetworkLike } from './network/network.js';
import type { CloseReason, ConnectionOptions, TransportName } from './options.js';
import { Polling } from './transports/polling.js';
import type { Outgoing, Transport, TransportHandler } from './transports/transport.js';
import { WebSocketTransport } from './transports/websocket.js';
import { upgrade } from './upgrade.js';
import { requestUrl } from './url.js';

const TRANSPORTS: readonly TransportName[] = ['polling', 'websocket'];
/** `setTimeout` takes no longer delay: beyond it, it fires at once. */
const LONGEST = 2 ** 31 - 1;

/** What a connection tells its owner. None of these methods may throw. */
export interface ConnectionHandler {
  /** The session is open: messages may be sent. */
  open(): void;
  /** A text message. */
  text(data: string): void;
  /** A binary message. */
  binary(data: Uint8Array): void;
  /** The session is over, or never came to be. Called once. */
  close(reason: CloseReason, error?: Error): void;
  /** From here on messages travel over WebSocket. */
  upgrade?(): void;
}

/**
 * `opening` until the server's handshake, `closing` while the last packets leave, and no way back from `closed`.
 */
export type ConnectionState = 'opening' | 'open' | 'closing' | 'closed';

/** One Engine.IO session from its handshake to its end. It never reconnects: its owner makes another one. */
export class Connection {
  /** Settles when nothing of the session is left: no request, no socket, no timer. */
  readonly closed: Promise<void>;
  readonly #url: string;
  readonly #options: ConnectionOptions;
  readonly #handler: ConnectionHandler;
  readonly #network: NetworkLike;
  readonly #events: TransportHandler;
  readonly #untried: TransportName[];
  readonly #queue: Outgoing[] = [];
  #state: ConnectionState = 'opening';
  #transport!: Transport;
  #handshake: Handshake | undefined;
  #giveUpUpgrade: (() => void) | undefined;
  /** When the server's next sign of life is overdue. */
  #deadline = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #flushing = false;
  #settleClosed!: () => void;

  /**
   * Starts to connect. `network` keeps the cookies of several connections together; each has its own without it.
   *
   * @throws TypeError for an invalid URL.
   */
  constructor(url: string, options: ConnectionOptions, handler: ConnectionHandler, network: object = new Network()) {
    this.#url = url;
    this.#options = options;
    this.#handler = handler;
    this.#network = network as NetworkLike;
    this.#untried = [...(options.transports ?? TRANSPORTS)];
    for (const name of this.#untried) {
      if (!TRANSPORTS.includes(name)) throw new TypeError(`unknown transport ${JSON.stringify(name)}`);
    }
    this.#events = {
      ready: () => this.#flush(),
      packet: (type, data) => this.#receive(type, data),
      ended: (reason, error) => this.#end(reason, error),
    };
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    this.#open();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The id of the session; a secret of the two ends, `undefined` before the handshake. */
  get sid(): string | undefined {
    return this.#handshake?.sid;
  }

  get transport(): TransportName {
    return this.#transport.name;
  }

  /** Whether a message that is sent now leaves now, instead of waiting behind others. */
  get writable(): boolean {
    return this.#state === 'open' && this.#transport.idle;
  }

  /**
   * Whether messages can be sent. Where timers were held up (a frozen page, a sleeping computer) the heartbeat may be
   * overdue unnoticed: then the connection ends here, rather than swallow what is sent.
   */
  check(): boolean {
    if (this.#state === 'open' && Date.now() > this.#deadline) this.#end('ping timeout');
    return this.#state === 'open';
  }

  /** Sends a text message and its attachments, in this order with nothing between. Ignored unless open. */
  send(text: string | undefined, attachments?: readonly Uint8Array[]): void {
    if (this.#state !== 'open') return;
    if (text !== undefined) this.#queue.push(PacketType.MESSAGE + text);
    if (attachments) this.#queue.push(...attachments);
    this.#flushSoon();
  }

  /** Sends what is queued, tells the server, and ends; the returned promise is `closed`. */
  close(): Promise<void> {
    if (this.#state === 'opening') this.abort('client disconnect');
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#queue.push(`${PacketType.CLOSE}`);
      this.#giveUpUpgrade?.();
      this.#startTimer(() => this.#end('client disconnect'));
      this.#handler.close('client disconnect');
      this.#flush();
    }
    return this.closed;
  }

  /** Ends at once, without a word to the server. */
  abort(reason: CloseReason, error?: Error): void {
    this.#untried.length = 0;
    this.#end(reason, error);
  }

  #open(): void {
    const name = this.#untried.shift() ?? 'polling';
    // First, as it throws for an invalid URL: nothing may be left of a connection that never was.
    this.#transport = name === 'websocket' ? this.#openSocket() : this.#openPolling();
    this.#startTimer(() => this.#end('transport error', new ConnectionError('timed out')));
  }

  #openPolling(): Transport {
    const address = () => requestUrl(this.#url, this.#options, 'polling', this.sid);
    address();
    return new Polling(
      (method, body, signal) => this.#network.request(method, address(), body, this.#options, signal),
      this.#requestTimeout,
      this.#events,
    );
  }

  #openSocket(): WebSocketTransport {
    const url = requestUrl(this.#url, this.#options, 'websocket', this.sid);
    return new WebSocketTransport(() => this.#network.socket(url, this.#options), this.#events);
  }

  #receive(type: PacketType, data: string | Uint8Array): void {
    if (this.#state === 'opening') this.#shakeHands(type, data as string);
    // After a sleep, what the server said before it gave up is often read before the timer fires: no sign of life.
    else if (this.check()) this.#take(type, data);
  }

  #shakeHands(type: PacketType, text: string): void {
    try {
      if (type !== PacketType.OPEN) throw unexpected();
      this.#handshake = readHandshake(text);
    } catch (error) {
      this.#end('parse error', error as Error);
      return;
    }
    const { upgrades, maxPayload } = this.#handshake;
    this.#state = 'open';
    this.#alive();
    this.#watch();
    this.#handler.open();
    const transport = this.#transport;
    if (!(transport instanceof Polling)) return;
    transport.maxPayload = maxPayload;
    if (this.check() && this.#untried.includes('websocket') && upgrades.includes('websocket')) this.#upgrade(transport);
  }

  #upgrade(polling: Polling): void {
    const socket = this.#openSocket();
    this.#giveUpUpgrade = upgrade(polling, socket, this.#requestTimeout, () => {
      polling.abort();
      socket.handler = this.#events;
      this.#transport = socket;
      this.#options.logger?.info('upgraded');
      this.#handler.upgrade?.();
      this.#flush();
    });
  }

  #take(type: PacketType, data: string | Uint8Array): void {
    this.#alive();
    if (type === PacketType.MESSAGE) {
      if (typeof data === 'string') this.#handler.text(data);
      else this.#handler.binary(data);
    } else if (type === PacketType.PING) {
      this.#queue.push(`${PacketType.PONG}${data}`);
      this.#flushSoon();
    } else if (type === PacketType.CLOSE) this.#end('server disconnect');
    else if (type !== PacketType.NOOP) this.#end('parse error', unexpected());
  }

  /** Messages of one turn leave together, so that polling makes one request of them. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.#transport.ready) return;
    if (this.#queue.length > 0) this.#transport.write(this.#queue);
    if (this.#state === 'closing' && this.#queue.length === 0 && this.#transport.ready) this.#transport.finish();
  }

  #alive(): void {
    this.#deadline = Date.now() + this.#handshake!.pingInterval + this.#handshake!.pingTimeout;
  }

  /** One timer, set anew only when it fires: packets just move the deadline. */
  #watch(): void {
    if (this.check()) this.#startTimer(() => this.#watch(), Math.min(this.#deadline - Date.now() + 1, LONGEST));
  }

  #end(reason: CloseReason, error?: Error): void {
    const state = this.#state;
    if (state === 'closed') return;
    this.#transport.abort();
    if (state === 'opening' && this.#options.tryAllTransports && this.#untried.length > 0) {
      this.#open();
      return;
    }
    this.#state = 'closed';
    this.#giveUpUpgrade?.();
    clearTimeout(this.#timer);
    this.#options.logger?.info(`connection closed: ${reason}`);
    if (state !== 'closing') this.#handler.close(reason, error);
    this.#settleClosed();
  }

  get #requestTimeout(): number {
    return Math.min(this.#options.requestTimeout ?? 5_000, LONGEST);
  }

  #startTimer(callback: () => void, delay = this.#requestTimeout): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(callback, delay);
  }
}

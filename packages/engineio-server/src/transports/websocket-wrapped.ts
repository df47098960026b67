import type { Duplex } from 'node:stream';
import { scheduleFlush } from '../flush.js';
import type { SharedMessage } from '../shared-message.js';
import { BYTES_OUT, PACKETS_OUT } from '../traffic.js';
import type { WebSocketLike } from '../websocket/engine.js';
import { listen } from '../websocket/listeners.js';
import type { TransportContext, TransportOwner, WireFormat } from './transport.js';
import { WebSocketTransport } from './websocket.js';

/** So much is written without waiting for the end of the tick. */
const EARLY_FLUSH = 64 * 1024;

interface Queued {
  readonly data: string | Uint8Array;
  readonly compress: boolean;
}

/**
 * A WebSocket that is written to by its own `send`: a connection that negotiated compression, where what is written past
 * `ws` would overtake what it is still compressing, or one of another implementation than `ws`.
 */
export class WrappedWebSocket extends WebSocketTransport {
  readonly #ws: WebSocketLike;
  /** Corked while a tick's messages are written; a native implementation has no use for it. */
  readonly #socket: Duplex;
  #queue: Queued[] = [];
  #queued = 0;
  /** Bytes that `send` has not reported as written yet. */
  #sending = 0;

  constructor(ws: WebSocketLike, socket: Duplex, owner: TransportOwner, context: TransportContext, format: WireFormat) {
    super(ws, owner, context, format);
    this.#ws = ws;
    this.#socket = socket;
    listen(ws, this);
  }

  get bufferedAmount(): number {
    return this.#queued + Math.max(this.#sending, this.#ws.bufferedAmount ?? 0);
  }

  queueText(text: string, compress: boolean): void {
    this.context.counters[PACKETS_OUT]!++;
    this.#push(`4${text}`, Buffer.byteLength(text) + 1, compress);
  }

  queueBinary(bytes: Uint8Array, compress: boolean): void {
    this.context.counters[PACKETS_OUT]!++;
    if (this.format.base64) {
      const text = this.base64Packet(bytes);
      this.#push(text, text.length, compress);
    } else if (this.format.protocol === 3) {
      this.#push(Buffer.concat([V3_MESSAGE, bytes]), bytes.length + 1, compress);
    } else {
      this.#push(bytes, bytes.length, compress);
    }
  }

  queueShared(message: SharedMessage): void {
    if (message.text !== undefined) this.queueText(message.text, message.compress);
    if (message.attachments === undefined) return;
    for (const bytes of message.attachments) this.queueBinary(bytes, message.compress);
  }

  queuePacket(packet: string): void {
    this.#push(packet, packet.length, false);
  }

  queuePong(data: Buffer): void {
    if (this.isOpen) this.#ws.pong?.(data);
  }

  #push(data: string | Uint8Array, bytes: number, compress: boolean): void {
    this.#queue.push({ data, compress: compress && bytes >= this.context.deflateThreshold });
    this.#queued += bytes;
    if (this.#queued > EARLY_FLUSH) this.flush();
    else if (!this.scheduled) scheduleFlush(this);
  }

  flush(): void {
    const queue = this.#queue;
    const bytes = this.#queued;
    if (queue.length === 0) return;
    this.drop();
    if (!this.isOpen) return;
    const waiting = this.bufferedAmount;
    if (waiting > 0 && waiting + bytes > this.context.maxBackpressure) {
      this.overflow(waiting + bytes);
      return;
    }
    this.context.counters[BYTES_OUT]! += bytes;
    this.#sending += bytes;
    this.#socket.cork();
    try {
      const last = queue.length - 1;
      for (let i = 0; i < last; i++) this.#send(queue[i]!);
      // Messages are written in order: the last one speaks for all.
      this.#send(queue[last]!, () => {
        this.#sending -= bytes;
      });
    } finally {
      this.#socket.uncork();
    }
  }

  #send({ data, compress }: Queued, written?: () => void): void {
    this.#ws.send(data, { binary: typeof data !== 'string', compress }, written);
  }

  protected drop(): void {
    this.#queue = [];
    this.#queued = 0;
  }
}

const V3_MESSAGE = Buffer.from([4]);

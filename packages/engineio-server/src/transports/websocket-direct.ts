import type { Duplex } from 'node:stream';
import { scheduleFlush } from '../flush.js';
import { binaryParts, type SharedMessage } from '../shared-message.js';
import { BYTES_OUT, PACKETS_OUT } from '../traffic.js';
import {
  asciiFrame,
  controlFrame,
  headerLength,
  isLarge,
  isShortAscii,
  type Part,
  textFrame,
  writeParts,
} from '../websocket/frames.js';
import type { WebSocketLink } from '../websocket/server-websocket.js';
import type { TransportContext, TransportOwner, WireFormat } from './transport.js';
import { WebSocketTransport } from './websocket.js';

/** So much is written without waiting for the end of the tick, so that a long tick does not pile up memory. */
const EARLY_FLUSH = 64 * 1024;
const PONG = 0x0a;
const OPEN = 1;
/** The queue of everybody who has nothing to send. */
const NONE: never[] = [];
const PING_FRAME = textFrame('2');

/**
 * A WebSocket whose frames are written straight to the socket that the `upgrade` event handed over: all of a tick in one
 * write. Only for connections without extensions; the link goes on reading, answering close frames and ending the socket.
 */
export class DirectWebSocket extends WebSocketTransport {
  readonly #socket: Duplex;
  #parts: Part[] = NONE;
  #lengths: number[] = NONE;
  #queued = 0;
  #hasLarge = false;
  #greeting: string | undefined;

  /** @param greeting The answer to the handshake, as latin1, if that is still to be written: the first packet joins it. */
  constructor(
    link: WebSocketLink,
    socket: Duplex,
    owner: TransportOwner,
    context: TransportContext,
    format: WireFormat,
    greeting: string | undefined,
  ) {
    super(link, owner, context, format);
    this.#socket = socket;
    this.#greeting = greeting;
    if (greeting !== undefined) scheduleFlush(this);
  }

  /** A close frame may have been answered already: nothing can follow the answer. */
  protected override get isOpen(): boolean {
    return super.isOpen && this.link.readyState === OPEN;
  }

  get bufferedAmount(): number {
    return this.#queued + this.#socket.writableLength;
  }

  override get writable(): boolean {
    return this.isOpen && !this.#socket.writableNeedDrain;
  }

  queueText(text: string, _compress: boolean): void {
    const content = Buffer.byteLength(text) + 1;
    this.context.counters[PACKETS_OUT]!++;
    this.#push(text, content, headerLength(content) + content);
  }

  queueBinary(bytes: Uint8Array, _compress: boolean): void {
    this.context.counters[PACKETS_OUT]!++;
    if (this.format.base64) {
      this.queuePacket(this.base64Packet(bytes));
      return;
    }
    const [header, body] = binaryParts(bytes, this.format.protocol === 3) as [Uint8Array, Uint8Array];
    this.#add(header, 0);
    this.#push(body, 0, header.length + body.length);
  }

  queueShared(message: SharedMessage): void {
    if (this.format.base64 && message.attachments !== undefined) {
      if (message.text !== undefined) this.queueText(message.text, true);
      for (const bytes of message.attachments) this.queueBinary(bytes, true);
      return;
    }
    const frames = message.frames(this.format.protocol);
    this.context.counters[PACKETS_OUT]! += message.count;
    this.#push(frames, 0, frames.length);
  }

  queuePacket(packet: string): void {
    if (this.#greeting !== undefined && this.#queued === 0 && isShortAscii(packet)) {
      const ascii = asciiFrame(packet);
      this.#greeting += ascii;
      this.context.counters[BYTES_OUT]! += ascii.length;
      return;
    }
    const frame = packet === '2' ? PING_FRAME : textFrame(packet);
    this.#push(frame, 0, frame.length);
  }

  queuePong(data: Buffer): void {
    const frame = controlFrame(PONG, data);
    this.#push(frame, 0, frame.length);
  }

  #add(part: Part, length: number): void {
    if (this.#parts === NONE) {
      this.#parts = [part];
      this.#lengths = [length];
    } else {
      this.#parts.push(part);
      this.#lengths.push(length);
    }
  }

  #push(part: Part, length: number, bytes: number): void {
    this.#add(part, length);
    this.#queued += bytes;
    if (isLarge(bytes)) this.#hasLarge = true;
    if (this.#queued > EARLY_FLUSH) this.flush();
    else if (!this.scheduled) scheduleFlush(this);
  }

  flush(): void {
    const bytes = this.#queued;
    const greeting = this.#greeting;
    if (bytes === 0 && greeting === undefined) return;
    const parts = this.#parts;
    const lengths = this.#lengths;
    const hasLarge = this.#hasLarge;
    this.drop();
    if (!this.isOpen || !this.#socket.writable) return;
    const waiting = this.#socket.writableLength;
    if (waiting > 0 && waiting + bytes > this.context.maxBackpressure) {
      this.overflow(waiting + bytes);
      return;
    }
    this.context.counters[BYTES_OUT]! += bytes;
    if (greeting !== undefined) {
      this.#greeting = undefined;
      this.#socket.write(greeting, 'latin1');
    }
    if (bytes > 0) writeParts(this.#socket, parts, lengths, bytes, hasLarge);
  }

  protected drop(): void {
    this.#parts = NONE;
    this.#lengths = NONE;
    this.#queued = 0;
    this.#hasLarge = false;
  }
}

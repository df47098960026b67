import { constants } from 'node:buffer';
import type { Duplex } from 'node:stream';
import { FrameReader, type FrameSink } from './frame-reader.js';
import { controlFrame } from './frames.js';

/** What a transport uses of the WebSocket under it; that of `ws` fits as well. */
export interface WebSocketLink {
  /** 1 while it is open. */
  readonly readyState?: number;
  close(): void;
  /** Closes it for text that is not UTF-8; absent where that has been checked before. */
  invalidText?(): void;
  terminate?(): void;
  pause?(): void;
  resume?(): void;
}

/** Who takes what a WebSocket brings. */
export interface WebSocketReceiver {
  /** So many bytes came in, of which the messages follow. */
  arrived(bytes: number): void;
  text(bytes: Buffer, start: number, end: number): void;
  binary(bytes: Buffer): void;
  pinged(bytes: Buffer): void;
  /** The last occasion to write what is queued. */
  flush(): void;
  /** The peer broke the rules. */
  failed(message: string): void;
  /** It is over, with the code of the peer's close frame, or 1006 when there was none. */
  ended(code: number): void;
}

const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

const CLOSE_OPCODE = 8;
const ABNORMAL = 1006;
const INVALID_TEXT = 1007;

/** Finds the WebSocket of a socket, so that all of them share the same listeners. */
const WEBSOCKET = Symbol('websocket');
type Wired = Duplex & { [WEBSOCKET]?: ServerWebSocket; setTimeout?(limit: number): void; setNoDelay?(): void };

function onData(this: Wired, chunk: Buffer): void {
  this[WEBSOCKET]!.arrived(chunk);
}

function onEnd(this: Wired): void {
  this[WEBSOCKET]!.halfClosed();
}

function onError(this: Wired): void {
  // What was wrong is of no use to anybody: the close event follows.
  this.destroy();
}

function onClose(this: Wired): void {
  this[WEBSOCKET]!.gone();
}

/**
 * The server's end of a WebSocket without extensions, from the answered handshake to the end of the connection.
 *
 *   open --close()--> closing --close frame of the peer--> ended --> closed
 *     +--close frame of the peer, or a fault of it; both answered---^
 *
 * Whoever does not come to an end in time is cut off. Messages are written by the receiver, past this class.
 */
export class ServerWebSocket implements WebSocketLink, FrameSink {
  readyState = OPEN;
  readonly #socket: Wired;
  readonly #reader: FrameReader;
  readonly #closeTimeout: number;
  #receiver: WebSocketReceiver | undefined = undefined;
  #closeCode = ABNORMAL;
  #timer: NodeJS.Timeout | undefined = undefined;

  /**
   * @param limit Bytes that a message may have.
   * @param closeTimeout Milliseconds that the peer has for the closing handshake.
   */
  constructor(socket: Duplex, limit: number, closeTimeout: number) {
    this.#socket = socket;
    this.#reader = new FrameReader(this, Math.min(limit, constants.MAX_STRING_LENGTH));
    this.#closeTimeout = closeTimeout;
  }

  /**
   * Begins to read.
   *
   * @param head What came together with the handshake.
   * @throws Error for a socket that has one already.
   */
  start(receiver: WebSocketReceiver, head: Buffer): void {
    const socket = this.#socket;
    if (socket[WEBSOCKET] !== undefined) throw new Error('the upgrade of this socket has been handled already');
    socket[WEBSOCKET] = this;
    this.#receiver = receiver;
    socket.setTimeout?.(0);
    socket.setNoDelay?.();
    if (head.length > 0) socket.unshift(head);
    socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  }

  close(): void {
    this.#close(NOTHING);
  }

  terminate(): void {
    this.#reader.stop();
    if (this.readyState < CLOSING) this.readyState = CLOSING;
    this.#socket.destroy();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  invalidText(): void {
    this.#reader.stop();
    this.violation(INVALID_TEXT, 'a text message that is not UTF-8');
  }

  // What the socket tells.

  arrived(chunk: Buffer): void {
    this.#receiver!.arrived(chunk.length);
    this.#reader.read(chunk);
  }

  halfClosed(): void {
    this.#finish();
  }

  gone(): void {
    // A peer that resets the connection while reading is paused may have said something before.
    const { readableLength } = this.#socket;
    const rest: Buffer | null = readableLength > 0 ? this.#socket.read(readableLength) : null;
    if (rest !== null) this.#reader.read(rest);
    this.readyState = CLOSED;
    clearTimeout(this.#timer);
    this.#receiver!.ended(this.#closeCode);
  }

  // What the frames say.

  text(bytes: Buffer, start: number, end: number): void {
    this.#receiver!.text(bytes, start, end);
  }

  binary(bytes: Buffer): void {
    this.#receiver!.binary(bytes);
  }

  ping(bytes: Buffer): void {
    this.#receiver!.pinged(bytes);
  }

  closing(code: number, content: Buffer): void {
    this.#closeCode = code;
    this.#answer(content);
  }

  violation(code: number, message: string): void {
    this.#answer(bytesOf(code));
    this.#receiver!.failed(message);
  }

  /** Replies to a goodbye, with its own words, or to what has to end in one. */
  #answer(content: Uint8Array): void {
    if (this.readyState === OPEN) {
      // What was sent before is still wanted, and nothing may follow the close frame.
      this.#receiver!.flush();
      this.#close(content);
    }
    this.#finish();
  }

  #close(content: Uint8Array): void {
    if (this.readyState !== OPEN) return;
    this.#closing();
    if (this.#socket.writable) this.#socket.write(controlFrame(CLOSE_OPCODE, content));
  }

  /** Nothing is left to say: the peer hangs up next. */
  #finish(): void {
    if (this.readyState === OPEN) this.#closing();
    this.#socket.end();
  }

  #closing(): void {
    this.readyState = CLOSING;
    this.#timer = setTimeout(cutOff, this.#closeTimeout, this);
  }
}

function cutOff(websocket: ServerWebSocket): void {
  websocket.terminate();
}

const NOTHING = new Uint8Array(0);

function bytesOf(code: number): Uint8Array {
  return Uint8Array.of(code >>> 8, code & 255);
}

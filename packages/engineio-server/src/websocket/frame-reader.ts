import { isUtf8 } from 'node:buffer';
import { rotated, unmask } from './unmask.js';

/** Who is told what frames say. */
export interface FrameSink {
  /** A text message: the bytes from `start` to `end`, of which nobody has said yet that they are UTF-8. */
  text(bytes: Buffer, start: number, end: number): void;
  /** A binary message; a view of what was read. */
  binary(bytes: Buffer): void;
  ping(bytes: Buffer): void;
  /** The peer's close frame; 1005 when it gives no code. `content` is all of it, a view. Nothing is read any more. */
  closing(code: number, content: Buffer): void;
  /** The peer broke the rules. Nothing is read any more. */
  violation(code: number, message: string): void;
}

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
/** Of control frames. */
const CLOSE = 8;
const PING = 9;
const PONG = 10;

const PROTOCOL_ERROR = 1002;
const INVALID_TEXT = 1007;
const TOO_LARGE = 1009;
const NO_CODE = 1005;

const MAX_CONTROL = 125;
const EMPTY = Buffer.alloc(0);
/** What the first bytes of a long message get room for: a frame that only announces much must not cost much. */
const FIRST_ROOM = 1024;

/**
 * Reads WebSocket frames (RFC 6455, section 5) as a server does: masked, without extensions.
 *
 * A message that arrives whole, in one frame, is handed on where it lies. Of others the bytes are collected as they come.
 * A client can have no more kept for it than twice what it has sent, or 1 KiB: neither by fragments of a byte each, which
 * would hold on to the chunks that they came in, nor by announcing long frames.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #limit: number;
  /** The beginning of a header, or of a control frame. */
  #rest: Buffer = EMPTY;
  /** Of the message that is being collected; `CONTINUATION` when there is none. */
  #opcode = CONTINUATION;
  /** Its bytes so far, and room for more. */
  #message: Buffer = EMPTY;
  #size = 0;
  /** Bytes that are missing of the frame that is being read. */
  #missing = 0;
  /** Whether that frame is the last of its message. */
  #isLast = false;
  /** Its mask, from the next byte on. */
  #mask = 0;
  #stopped = false;

  /** @param limit Bytes that a message may have. */
  constructor(sink: FrameSink, limit: number) {
    this.#sink = sink;
    this.#limit = limit;
  }

  /** Whatever is read from here on is passed over. */
  stop(): void {
    this.#stopped = true;
    this.#rest = EMPTY;
    this.#forget();
  }

  /** @param bytes are changed, and handed on in part. */
  read(bytes: Buffer): void {
    let chunk = bytes;
    if (this.#rest.length > 0) {
      chunk = Buffer.concat([this.#rest, bytes]);
      this.#rest = EMPTY;
    }
    let at = 0;
    if (this.#missing > 0) at = this.#continue(chunk);
    while (at < chunk.length && !this.#stopped) at = this.#frame(chunk, at);
  }

  /** Reads the frame that begins at `at`. @returns where the next one begins */
  #frame(chunk: Buffer, at: number): number {
    const available = chunk.length - at;
    if (available < 2) return this.#wait(chunk, at);
    const first = chunk[at]!;
    const opcode = first & 15;
    let length = chunk[at + 1]! & 127;
    const fault = this.#faultOf(first, chunk[at + 1]!);
    if (fault !== undefined) return this.#fail(chunk, PROTOCOL_ERROR, fault);

    let masked = at + 2;
    if (length === 126) {
      if (available < 4) return this.#wait(chunk, at);
      length = (chunk[at + 2]! << 8) | chunk[at + 3]!;
      masked = at + 4;
    } else if (length === 127) {
      if (available < 10) return this.#wait(chunk, at);
      length = chunk.readUInt32BE(at + 2) * 0x1_0000_0000 + chunk.readUInt32BE(at + 6);
      masked = at + 10;
    }
    if (opcode < CLOSE && this.#size + length > this.#limit) {
      return this.#fail(chunk, TOO_LARGE, `a message of more than ${this.#limit} bytes`);
    }
    if (chunk.length < masked + 4) return this.#wait(chunk, at);

    const mask = (chunk[masked]! << 24) | (chunk[masked + 1]! << 16) | (chunk[masked + 2]! << 8) | chunk[masked + 3]!;
    const start = masked + 4;
    const end = start + length;
    if (end > chunk.length) {
      return opcode < CLOSE ? this.#begin(chunk, start, length, first, mask) : this.#wait(chunk, at);
    }
    unmask(chunk, start, end, mask);
    if (opcode >= CLOSE) this.#control(opcode, chunk, start, end);
    else if (first >= 0x80 && this.#opcode === CONTINUATION) this.#deliver(opcode, chunk, start, end);
    else this.#fragment(first, chunk, start, end);
    return end;
  }

  /** What is wrong with the first two bytes of a frame. */
  #faultOf(first: number, second: number): string | undefined {
    // Nearly all there is: a whole text or binary message.
    if ((first === 0x81 || first === 0x82) && second >= 0x80 && this.#opcode === CONTINUATION) return undefined;
    const opcode = first & 15;
    if ((first & 0x70) !== 0) return 'a frame with reserved bits, of an extension that was not negotiated';
    if (second < 0x80) return 'a frame that is not masked';
    if (opcode >= CLOSE) {
      const length = second & 127;
      if (opcode > PONG) return `a frame with the unknown opcode ${opcode}`;
      if (first < 0x80) return 'a control frame in fragments';
      if (length > MAX_CONTROL) return 'a control frame of more than 125 bytes';
      return opcode === CLOSE && length === 1 ? 'a close frame with half a code' : undefined;
    }
    if (opcode > BINARY) return `a frame with the unknown opcode ${opcode}`;
    if (opcode === CONTINUATION) return this.#opcode === CONTINUATION ? 'a continuation of nothing' : undefined;
    return this.#opcode === CONTINUATION ? undefined : 'a new message before the last one was complete';
  }

  /** Keeps the beginning of a frame until there is more of it: 130 bytes at most. */
  #wait(chunk: Buffer, at: number): number {
    // Not from the pool: a few bytes would hold on to all of it.
    this.#rest = Buffer.allocUnsafeSlow(chunk.length - at);
    chunk.copy(this.#rest, 0, at);
    return chunk.length;
  }

  #fail(chunk: Buffer, code: number, message: string): number {
    this.stop();
    this.#sink.violation(code, message);
    return chunk.length;
  }

  #deliver(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === TEXT) this.#sink.text(bytes, start, end);
    else this.#sink.binary(bytes.subarray(start, end));
  }

  #control(opcode: number, bytes: Buffer, start: number, end: number): void {
    if (opcode === PING) this.#sink.ping(bytes.subarray(start, end));
    else if (opcode === CLOSE) this.#close(bytes, start, end);
  }

  #close(bytes: Buffer, start: number, end: number): void {
    const code = end === start ? NO_CODE : bytes.readUInt16BE(start);
    if (end > start && !isCloseCode(code)) this.#fail(bytes, PROTOCOL_ERROR, `a close frame with the code ${code}`);
    else if (end > start && !isUtf8(bytes.subarray(start + 2, end))) {
      this.#fail(bytes, INVALID_TEXT, 'a close frame with a reason that is not UTF-8');
    } else {
      this.stop();
      this.#sink.closing(code, bytes.subarray(start, end));
    }
  }

  // Messages in several frames, and frames in several chunks.

  /** A frame of which not everything is here. */
  #begin(chunk: Buffer, start: number, length: number, first: number, mask: number): number {
    if ((first & 15) !== CONTINUATION) this.#opcode = first & 15;
    this.#isLast = first >= 0x80;
    this.#missing = length;
    this.#mask = mask;
    return this.#continue(chunk, start);
  }

  #continue(chunk: Buffer, start = 0): number {
    const end = Math.min(chunk.length, start + this.#missing);
    unmask(chunk, start, end, this.#mask);
    this.#mask = rotated(this.#mask, end - start);
    this.#collect(chunk, start, end, this.#isLast ? this.#size + this.#missing : this.#limit);
    this.#missing -= end - start;
    if (this.#missing === 0 && this.#isLast) this.#complete();
    return end;
  }

  #fragment(first: number, chunk: Buffer, start: number, end: number): void {
    if ((first & 15) !== CONTINUATION) this.#opcode = first & 15;
    const isLast = first >= 0x80;
    this.#collect(chunk, start, end, isLast ? this.#size + end - start : this.#limit);
    if (isLast) this.#complete();
  }

  /** @param most Bytes that the message can come to. */
  #collect(chunk: Buffer, start: number, end: number, most: number): void {
    const size = this.#size + end - start;
    if (size > this.#message.length) {
      // Twice as much each time: else a message in many pieces would be copied once for each.
      const message = Buffer.allocUnsafeSlow(Math.min(most, Math.max(2 * size, FIRST_ROOM)));
      message.set(this.#message.subarray(0, this.#size));
      this.#message = message;
    }
    this.#message.set(chunk.subarray(start, end), this.#size);
    this.#size = size;
  }

  #complete(): void {
    const opcode = this.#opcode;
    const message = this.#message;
    const size = this.#size;
    this.#forget();
    this.#deliver(opcode, message, 0, size);
  }

  #forget(): void {
    this.#opcode = CONTINUATION;
    this.#message = EMPTY;
    this.#size = 0;
    this.#missing = 0;
  }
}

/** Codes that may stand in a close frame (RFC 6455, section 7.4). */
function isCloseCode(code: number): boolean {
  if (code >= 3000) return code < 5000;
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
}

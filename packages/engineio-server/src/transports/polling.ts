import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, refuse } from '../answers.js';
import { compress, type Encoding, negotiate } from '../compression.js';
import type { FlatHeaders } from '../cors.js';
import { scheduleFlush } from '../flush.js';
import { Refusals } from '../refusals.js';
import type { SharedMessage } from '../shared-message.js';
import { BYTES_OUT, PACKETS_OUT } from '../traffic.js';
import type { PayloadFormat } from './payload.js';
import { Posts } from './posts.js';
import type { Ending, QueuedPacket, Transport, TransportContext, TransportOwner } from './transport.js';

/** Packets in one answer: clients written in Python drop a payload with more. */
const MAX_PACKETS = 16;
/** Milliseconds without progress after which the last answer of a session is given up. */
const LINGER = 20_000;
const CLOSE = '1';
const NOOP = '6';

/** Finds the transport of a waiting response, so that all of them share one listener. */
const POLLING = Symbol('polling');
type WaitingResponse = ServerResponse & { [POLLING]?: Polling };

function onResponseClose(this: WaitingResponse): void {
  this[POLLING]!.pollClosed(this);
}

/**
 * A session over HTTP requests: a GET waits until there is something to send, POSTs bring what the client sends.
 *
 *   no poll --GET--> poll waits --something to send, or a release--> no poll
 *
 * A client that polls again before it has read the last answer waits until it has: what is sent meanwhile is queued, and
 * counts, instead of piling up in sockets.
 *
 * An overlapping or aborted poll ends the session: the packets that it may have taken with it must not be lost silently.
 * While an upgrade is under way the queue is held, and polls are answered with a noop. When the session is closed, the
 * last poll takes what is left and the close packet; then the transport is gone.
 */
export class Polling implements Transport {
  owner: TransportOwner;
  turn = 0;
  scheduled = false;
  /** No longer in use, because the session ended or moved on. */
  gone = false;
  readonly #context: TransportContext;
  readonly #format: PayloadFormat;
  /** What the client sends. */
  readonly posts: Posts;
  #queue: QueuedPacket[] = [];
  #queued = 0;
  /** Whether something in the queue may be compressed. */
  #compressible = false;
  #response: ServerResponse | undefined = undefined;
  /** The answer that is on its way: the next one waits until the client has read it. */
  #leaving: ServerResponse | undefined = undefined;
  /** Bytes of the messages in it. */
  #unread = 0;
  #acceptEncoding: string | undefined = undefined;
  #headers: FlatHeaders = [];
  /** Follows when the queue is empty, and is the last packet of all. */
  #lastPacket: string | undefined = undefined;
  /** An upgrade is under way: what is queued waits for the WebSocket. */
  #held = false;
  /** Polls that are still released at once while held; later ones wait, so that a client cannot spin. */
  #releases = 0;

  constructor(owner: TransportOwner, context: TransportContext, format: PayloadFormat) {
    this.owner = owner;
    this.#context = context;
    this.#format = format;
    this.posts = new Posts(this, context, format);
  }

  get name(): 'polling' {
    return 'polling';
  }

  get writable(): boolean {
    return this.#response !== undefined && this.#leaving === undefined && !this.#held;
  }

  get bufferedAmount(): number {
    return this.#queued + this.#unread;
  }

  queueText(text: string, compress: boolean): void {
    if (compress) this.#compressible = true;
    this.#queueMessage(`4${text}`, Buffer.byteLength(text) + 1);
  }

  queueBinary(bytes: Uint8Array, compress: boolean): void {
    if (compress) this.#compressible = true;
    this.#queueMessage(bytes, bytes.length);
  }

  queueShared(message: SharedMessage): void {
    if (message.compress) this.#compressible = true;
    if (message.text !== undefined) this.#queueMessage(message.packet, Buffer.byteLength(message.packet));
    if (message.attachments === undefined) return;
    for (const bytes of message.attachments) this.#queueMessage(bytes, bytes.length);
  }

  queuePacket(packet: string): void {
    this.#push(packet, packet.length);
  }

  #queueMessage(packet: QueuedPacket, bytes: number): void {
    this.#context.counters[PACKETS_OUT]!++;
    this.#push(packet, bytes);
  }

  #push(packet: QueuedPacket, bytes: number): void {
    if (this.gone) return;
    const waiting = this.bufferedAmount;
    if (waiting > 0 && waiting + bytes > this.#context.maxBackpressure) {
      this.#overflow();
      return;
    }
    this.#queue.push(packet);
    this.#queued += bytes;
    // Without a poll that waits, the next one takes it along when it comes.
    if (!this.scheduled && this.#response !== undefined) scheduleFlush(this);
  }

  /** Nobody fetches what is sent; the owner is told when the caller is done. */
  #overflow(): void {
    const unread = this.#leaving;
    this.#giveUp();
    unread?.destroy();
    process.nextTick(() => this.owner.onClosed('transport error', 'the client does not poll: maxBackpressure reached'));
  }

  #giveUp(): void {
    this.gone = true;
    this.#forget();
    this.posts.stop();
    this.#linger();
    if (this.#response !== undefined) this.#respond([CLOSE]);
  }

  #forget(): void {
    this.#queue = [];
    this.#queued = 0;
  }

  /** Answers the waiting poll, if there is one and something to say. */
  flush(): void {
    if (this.#held || (this.#queue.length === 0 && this.#lastPacket === undefined)) return;
    if (this.#response === undefined || this.#leaving !== undefined) return;
    this.#leaving = this.#response;
    const before = this.#queued;
    const packets = this.#take();
    this.#unread = before - this.#queued;
    if (this.#lastPacket !== undefined && packets.length < MAX_PACKETS) {
      packets.push(this.#lastPacket);
      this.gone = true;
    }
    this.#respond(packets);
    if (!this.gone) return;
    this.#linger();
    this.posts.stop();
    this.owner.onClosed('transport close');
  }

  /** Nobody watches over the last answer any more, and its client may not read it. */
  #linger(): void {
    const last = this.#leaving;
    last?.setTimeout(LINGER, () => last.destroy());
  }

  flushFailed(error: unknown): void {
    this.owner.onFault(error);
  }

  #take(): QueuedPacket[] {
    const queue = this.#queue;
    if (queue.length <= MAX_PACKETS) {
      this.#queue = [];
      this.#queued = 0;
      return queue;
    }
    const packets = queue.splice(0, MAX_PACKETS);
    for (const packet of packets) this.#queued -= sizeOf(packet);
    return packets;
  }

  #respond(packets: readonly QueuedPacket[]): void {
    const response = this.#response!;
    this.#response = undefined;
    const headers = this.#headers;
    const { body, contentType } = this.#format.encode(packets);
    this.#context.counters[BYTES_OUT]! += body.length;
    const encoding = this.#encodingFor(body);
    if (encoding === undefined) {
      answer(response, 200, contentType, body, headers);
      return;
    }
    compress(body, encoding, (error, compressed) => {
      if (response.destroyed) return;
      if (error !== null) answer(response, 200, contentType, body, headers);
      else answer(response, 200, contentType, compressed, [...headers, ...compressedHeaders(encoding)]);
    });
  }

  #encodingFor(body: string | Uint8Array): Encoding | undefined {
    const { httpCompression, compressionThreshold } = this.#context;
    const wanted = this.#compressible;
    if (this.#queue.length === 0) this.#compressible = false;
    if (!wanted || httpCompression === false || Buffer.byteLength(body) < compressionThreshold) return undefined;
    return negotiate(this.#acceptEncoding, httpCompression);
  }

  /** A GET of the client. */
  poll(request: IncomingMessage, response: ServerResponse, headers: FlatHeaders): void {
    if (this.#response !== undefined) {
      this.owner.onClosed('transport error', 'overlapping polls');
      refuse(request, response, Refusals.overlap, headers);
      return;
    }
    this.#response = response;
    this.#headers = headers;
    this.#acceptEncoding = request.headers['accept-encoding'];
    (response as WaitingResponse)[POLLING] = this;
    response.on('close', onResponseClose);
    if (!this.#held) this.flush();
    else if (this.#releases-- > 0) this.release();
  }

  pollClosed(response: ServerResponse): void {
    if (this.#leaving === response) {
      this.#leaving = undefined;
      this.#unread = 0;
    }
    if (this.gone) return;
    if (response.writableFinished) {
      if (this.#response !== undefined) this.flush();
      return;
    }
    // Also an answer that did not get through takes packets with it.
    if (this.#response === response) this.#response = undefined;
    this.owner.onClosed('transport error', 'a poll was cut off');
  }

  end(ending: Ending): void {
    if (this.gone) return;
    if (ending === 'orderly') {
      this.#lastPacket = CLOSE;
      this.flush();
    } else if (ending === 'by peer' && this.#lastPacket === undefined) {
      // A poll may be on its way still.
      this.#forget();
      this.#lastPacket = NOOP;
      this.flush();
    } else {
      this.#giveUp();
      this.owner.onClosed('transport close');
    }
  }

  // During an upgrade.

  /** Keeps what is queued for the WebSocket, and ends the waiting poll so that the client can move over. */
  hold(): void {
    this.#held = true;
    this.#releases = 1;
    this.release();
  }

  /** Answers the waiting poll with nothing. */
  release(): void {
    if (this.#response !== undefined) this.#respond([NOOP]);
  }

  /** Goes on as before. */
  unhold(): void {
    this.#held = false;
    this.flush();
  }

  /** The session has moved on: gives up what has not been sent. */
  retire(): QueuedPacket[] {
    this.gone = true;
    this.release();
    this.#linger();
    const queue = this.#queue;
    this.#forget();
    return queue;
  }
}

function sizeOf(packet: QueuedPacket): number {
  return typeof packet === 'string' ? Buffer.byteLength(packet) : packet.length;
}

function compressedHeaders(encoding: Encoding): FlatHeaders {
  return ['Content-Encoding', encoding, 'Vary', 'Accept-Encoding'];
}

import { isUtf8 } from 'node:buffer';
import { decodePacket, encodeBinaryPart, Packet } from '@x/engineio-parser';
import { decodePacket as decodePacketV3, encodePacket as encodePacketV3 } from '@x/engineio-parser/v3';
import type { CloseReason } from '../contract.js';
import type { SharedMessage } from '../shared-message.js';
import { BYTES_IN, PACKETS_IN, PACKETS_OUT } from '../traffic.js';
import { currentTurn, lastTurn, READ_BUDGET, resumeNextTurn } from '../turns.js';
import type { WebSocketLink, WebSocketReceiver } from '../websocket/server-websocket.js';
import { ownBytes } from './own-bytes.js';
import type { Ending, QueuedPacket, Transport, TransportContext, TransportOwner, WireFormat } from './transport.js';

const MESSAGE_DIGIT = 0x34;
const LETTER_B = 0x62;
const V3_MESSAGE = 4;
/** What a frame weighs beside its content. */
const FRAME_OVERHEAD = 8;

/** A Buffer's own quick way to a string; `toString` costs three percent of a small message. */
type Sliceable = Buffer & { utf8Slice(start: number, end: number): string };

/** What an ill-formed sequence is decoded to; also a character that one may send. */
const REPLACEMENT = '\ufffd';

/**
 * The receiving half of a WebSocket; how messages leave is up to the classes made of it.
 *
 *   open --end()--> ending --close frame of the peer, or the connection is cut--> gone
 *     |                                                                            ^
 *     +--close frame of the peer, a bad frame, or the connection is cut------------+
 *
 * Reading is paused for the rest of a turn of the event loop that used up the read budget.
 */
export abstract class WebSocketTransport implements Transport, WebSocketReceiver {
  owner: TransportOwner;
  turn = 0;
  scheduled = false;
  gone = false;
  protected readonly link: WebSocketLink;
  protected readonly context: TransportContext;
  protected readonly format: WireFormat;
  /** Whether this side has ended it. */
  #ending = false;
  /** Bytes received in the turn. */
  #spent = 0;

  constructor(link: WebSocketLink, owner: TransportOwner, context: TransportContext, format: WireFormat) {
    this.link = link;
    this.owner = owner;
    this.context = context;
    this.format = format;
  }

  get name(): 'websocket' {
    return 'websocket';
  }

  get writable(): boolean {
    return this.isOpen;
  }

  protected get isOpen(): boolean {
    return !this.gone && !this.#ending;
  }

  abstract readonly bufferedAmount: number;
  abstract queueText(text: string, compress: boolean): void;
  abstract queueBinary(bytes: Uint8Array, compress: boolean): void;
  abstract queueShared(message: SharedMessage): void;
  abstract queuePacket(packet: string): void;
  abstract queuePong(data: Buffer): void;
  abstract flush(): void;
  /** Forgets what is queued. */
  protected abstract drop(): void;

  flushFailed(error: unknown): void {
    this.owner.onFault(error);
  }

  /** Takes over what another transport did not get to send. */
  adopt(packets: readonly QueuedPacket[]): void {
    const { counters } = this.context;
    const counted = counters[PACKETS_OUT]!;
    for (const packet of packets) {
      if (typeof packet !== 'string') this.queueBinary(packet, true);
      else if (packet.charCodeAt(0) === MESSAGE_DIGIT) this.queueText(packet.slice(1), true);
      else this.queuePacket(packet);
    }
    // They were counted when they were sent.
    counters[PACKETS_OUT] = counted;
  }

  /** A binary message for a client that takes none over WebSocket. */
  protected base64Packet(bytes: Uint8Array): string {
    return this.format.protocol === 4 ? encodeBinaryPart(bytes) : encodePacketV3(new Packet(4, bytes));
  }

  /** Keeps account of what the peer makes us read. */
  arrived(bytes: number): void {
    if (this.turn !== lastTurn()) {
      this.turn = currentTurn();
      this.#spent = 0;
    }
    const before = this.#spent;
    this.#spent += bytes + FRAME_OVERHEAD;
    if (this.#spent > READ_BUDGET && before <= READ_BUDGET) {
      this.pause();
      resumeNextTurn(this);
    }
  }

  text(bytes: Buffer, start: number, end: number): void {
    const isMessage = start < end && bytes[start] === MESSAGE_DIGIT;
    const text = (bytes as Sliceable).utf8Slice(isMessage ? start + 1 : start, end);
    // Decoding and looking costs less than a check ahead of it.
    if (text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end))) {
      this.link.invalidText?.();
    } else if (isMessage) {
      this.#count(end - start);
      this.owner.onText(text);
    } else {
      this.#receivePacket(text);
    }
  }

  binary(data: Buffer): void {
    this.#count(data.length);
    if (this.format.protocol === 4) this.owner.onBinary(ownBytes(data));
    else if (data[0] === V3_MESSAGE) this.owner.onBinary(ownBytes(data.subarray(1)));
    else this.owner.onClosed('parse error', 'a binary packet that is no message');
  }

  pinged(data: Buffer): void {
    this.queuePong(data);
  }

  failed(message: string): void {
    this.owner.onClosed('transport error', message);
  }

  ended(code: number): void {
    this.gone = true;
    this.drop();
    this.owner.onClosed('transport close', `close code ${code}`);
  }

  end(ending: Ending): void {
    if (this.gone) return;
    if (ending === 'dead') {
      this.#terminate();
    } else if (!this.#ending) {
      // The close frame is written at once: what waits for the end of the tick must be ahead of it.
      this.flush();
      this.#ending = true;
      this.link.close();
    }
  }

  resume(): void {
    if (!this.gone) this.link.resume?.();
  }

  /** Stops reading until `resume`. What has been read already still arrives. */
  pause(): void {
    if (!this.gone) this.link.pause?.();
  }

  #terminate(): void {
    this.drop();
    this.#ending = true;
    if (this.link.terminate === undefined) this.link.close();
    else this.link.terminate();
  }

  /** The peer does not read: what waits for it is dropped, and the owner told when the caller is done. */
  protected overflow(bytes: number): void {
    // In this order: some implementations report the end of the WebSocket at once.
    process.nextTick(tellOverflow, this.owner, `${bytes} bytes wait for the client: more than maxBackpressure`);
    this.#terminate();
  }

  #count(bytes: number): void {
    const { counters } = this.context;
    counters[PACKETS_IN]!++;
    counters[BYTES_IN]! += bytes;
  }

  #receivePacket(packet: string): void {
    if (packet.charCodeAt(0) === LETTER_B) this.#receiveBase64(packet);
    else this.owner.onControl(packet);
  }

  /** Bytes from a client that sends none over WebSocket. */
  #receiveBase64(text: string): void {
    let packet: Packet;
    try {
      packet = this.format.protocol === 4 ? decodePacket(text) : decodePacketV3(text);
    } catch (error) {
      this.owner.onClosed('parse error', (error as Error).message);
      return;
    }
    this.#count(text.length);
    this.owner.onBinary(packet.data as Buffer);
  }
}

function tellOverflow(owner: TransportOwner, detail: string, reason: CloseReason = 'transport error'): void {
  owner.onClosed(reason, detail);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Packet, PacketType } from '@x/engineio-parser';
import { answer, refuse } from '../answers.js';
import { type BodyReader, type BodyResult, type Reading, readBody } from '../body.js';
import type { CloseReason, Refusal } from '../contract.js';
import type { FlatHeaders } from '../cors.js';
import { Refusals } from '../refusals.js';
import { BYTES_IN, PACKETS_IN } from '../traffic.js';
import { lastTurn, READ_BUDGET } from '../turns.js';
import type { PayloadFormat } from './payload.js';
import type { Transport, TransportContext } from './transport.js';

/** One request and what it takes to answer it. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly headers: FlatHeaders;
}

/**
 * The receiving half of polling: one POST at a time.
 *
 *   idle --POST--> reading --end of body--> handing on --last packet--> idle
 *                     |
 *                     +--too large, malformed, cut off: the session ends, because nothing may be lost silently
 *                     +--the session ends: the request is refused, and read no further
 */
export class Posts implements BodyReader {
  readonly #transport: Transport;
  readonly #context: TransportContext;
  readonly #format: PayloadFormat;
  /** The POST that is under way. */
  #exchange: Exchange | undefined = undefined;
  /** Its body, until that is there. */
  #reading: Reading | undefined = undefined;
  #whenIdle: (() => void) | undefined = undefined;

  constructor(transport: Transport, context: TransportContext, format: PayloadFormat) {
    this.#transport = transport;
    this.#context = context;
    this.#format = format;
  }

  /** Calls back once no POST is under way, at once if none is. */
  whenIdle(then: () => void): void {
    if (this.#exchange !== undefined) this.#whenIdle = then;
    else then();
  }

  receive(request: IncomingMessage, response: ServerResponse, headers: FlatHeaders): void {
    const exchange = { request, response, headers };
    if (this.#exchange !== undefined) {
      this.#fail(exchange, Refusals.overlap, 'transport error', 'overlapping posts');
      return;
    }
    this.#exchange = exchange;
    this.#reading = readBody(request, this.#context.maxHttpBufferSize, this);
  }

  onBody(result: BodyResult): void {
    const exchange = this.#exchange!;
    this.#reading = undefined;
    if (typeof result === 'object') {
      this.#read(exchange, result.bytes);
      return;
    }
    this.#idle();
    if (result === 'read by others') this.#fail(exchange, Refusals.noBody, 'transport error', READ_BY_OTHERS);
    else if (result === 'cut off') this.#transport.owner.onClosed('transport error', 'a post was cut off');
    else this.#fail(exchange, Refusals.tooLarge, 'transport error', 'a post larger than maxHttpBufferSize');
  }

  /** The session has ended: what is left of a body is not wanted. */
  stop(): void {
    if (this.#reading === undefined) return;
    const { request, response, headers } = this.#exchange!;
    this.#reading.stop();
    this.#reading = undefined;
    this.#idle();
    refuse(request, response, Refusals.unknownSession, headers);
  }

  #read(exchange: Exchange, body: Buffer): void {
    let packets: Packet[];
    try {
      const contentType = exchange.request.headers['content-type'] ?? '';
      packets = this.#format.decode(body, contentType, this.#context.maxPayloadPackets);
    } catch (error) {
      this.#idle();
      this.#fail(exchange, Refusals.malformed, 'parse error', (error as Error).message);
      return;
    }
    this.#context.counters[BYTES_IN]! += body.length;
    this.#handOn(packets, 0, exchange);
  }

  /** Hands packets on, so many bytes per turn of the event loop as are fair to others. */
  #handOn(packets: readonly Packet[], from: number, exchange: Exchange): void {
    // A ping asks for the turn, so that this one is later if it comes after.
    this.#transport.turn = lastTurn();
    let spent = 0;
    for (let i = from; i < packets.length; i++) {
      if (spent > READ_BUDGET) {
        setImmediate(() => this.#handOn(packets, i, exchange));
        return;
      }
      spent += packets[i]!.data.length + PACKET_OVERHEAD;
      this.#deliver(packets[i]!);
    }
    this.#idle();
    if (!exchange.response.destroyed) answer(exchange.response, 200, 'text/html', 'ok', exchange.headers);
  }

  #deliver({ type, data }: Packet): void {
    const { owner } = this.#transport;
    if (type !== PacketType.MESSAGE) {
      owner.onControl(type + (data as string));
      return;
    }
    this.#context.counters[PACKETS_IN]!++;
    if (typeof data === 'string') owner.onText(data);
    else owner.onBinary(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  }

  #idle(): void {
    this.#exchange = undefined;
    const then = this.#whenIdle;
    this.#whenIdle = undefined;
    then?.();
  }

  #fail({ request, response, headers }: Exchange, refusal: Refusal, reason: CloseReason, detail: string): void {
    this.#transport.owner.onClosed(reason, detail);
    refuse(request, response, refusal, headers);
  }
}

const READ_BY_OTHERS = 'a middleware read the body of a post: the engine has to come before body parsers';

/** What a packet weighs beside its content: handling it costs more than reading its bytes. */
const PACKET_OVERHEAD = 8;

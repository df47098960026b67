import { SEPARATOR } from '@x/engineio-parser';
import { toBase64 } from '#network';
import { ConnectionError, failed, refused } from '../errors.js';
import type { Answer } from '../network/network.js';
import type { CloseReason } from '../options.js';
import { readPacket } from './packets.js';
import type { Outgoing, Transport, TransportHandler } from './transport.js';

/** Servers in Python drop a payload with more packets than this. */
const MAX_PACKETS = 16;
const utf8 = new TextEncoder();

/** Sends one request; rejects when there is no answer. */
export type Request = (method: 'GET' | 'POST', body: string | undefined, signal: AbortSignal) => Promise<Answer>;

/**
 * HTTP long-polling: one GET is always under way, and at most one POST.
 *
 * For an upgrade it is paused: both requests run to their end, then nothing is in flight and `idle` is told.
 */
export class Polling implements Transport {
  readonly name = 'polling';
  handler: TransportHandler;
  /** Bytes that the server takes in one POST. */
  maxPayload = Number.POSITIVE_INFINITY;
  readonly #request: Request;
  readonly #timeout: number;
  readonly #end = new AbortController();
  #reading = false;
  #writing = false;
  #paused: (() => void) | undefined;

  constructor(request: Request, timeout: number, handler: TransportHandler) {
    this.#request = request;
    this.#timeout = timeout;
    this.handler = handler;
    void this.#read();
  }

  get ready(): boolean {
    return !this.#writing && !this.#paused;
  }

  get idle(): boolean {
    return !this.#writing;
  }

  write(queue: Outgoing[]): void {
    void this.#write(takePayload(queue, this.maxPayload));
  }

  /** Lets the requests under way run to their end, starts none, then calls `done`. */
  pause(done: () => void): void {
    this.#paused = done;
    this.#settled();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = undefined;
    if (!this.#reading) void this.#read();
    this.handler.ready();
  }

  finish(): void {
    this.#over('transport close');
  }

  abort(): void {
    this.#end.abort();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    const body = await this.#exchange('GET');
    if (body === undefined) return;
    try {
      for (const part of body.split(SEPARATOR)) this.handler.packet(...readPacket(part));
    } catch (error) {
      this.#over('parse error', error as Error);
    }
    // Only now: a handler that closes the session in the middle of an upgrade must not make a second request beside the next.
    this.#reading = false;
    if (this.#paused) this.#settled();
    else if (!this.#end.signal.aborted) void this.#read();
  }

  async #write(payload: string): Promise<void> {
    this.#writing = true;
    const timer = setTimeout(() => this.#over('transport error', new ConnectionError('timed out')), this.#timeout);
    const body = await this.#exchange('POST', payload);
    clearTimeout(timer);
    this.#writing = false;
    if (body === undefined) return;
    if (this.#paused) this.#settled();
    else this.handler.ready();
  }

  /** The body of the answer, or `undefined` when the transport is over. */
  async #exchange(method: 'GET' | 'POST', payload?: string): Promise<string | undefined> {
    const { signal } = this.#end;
    try {
      const { status, body } = await this.#request(method, payload, signal);
      if (signal.aborted) return undefined;
      if (status === 200) return body;
      this.#over('transport error', refused(status, body));
    } catch (error) {
      this.#over('transport error', failed(error));
    }
    return undefined;
  }

  #settled(): void {
    if (!this.#reading && !this.#writing) this.#paused?.();
  }

  #over(reason: CloseReason, error?: Error): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.handler.ended(reason, error);
  }
}

/** Takes the packets that fit in one POST from the front of the queue; one that is too large goes alone. */
function takePayload(queue: Outgoing[], maxPayload: number): string {
  const parts: string[] = [];
  let size = 0;
  for (const packet of queue) {
    const part = typeof packet === 'string' ? packet : `b${toBase64(packet)}`;
    size += utf8.encode(part).length;
    // Between any two packets stands one byte of separator.
    if (parts.length === MAX_PACKETS || (parts.length > 0 && size + parts.length > maxPayload)) break;
    parts.push(part);
  }
  queue.splice(0, parts.length);
  return parts.join(SEPARATOR);
}

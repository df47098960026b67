import { PacketType } from '@x/engineio-parser';
import { failed } from '../errors.js';
import type { Socket } from '../network/network.js';
import type { CloseReason } from '../options.js';
import { readPacket } from './packets.js';
import type { Outgoing, Transport, TransportHandler } from './transport.js';

/** Bytes that may wait in the socket before a volatile message counts as late. */
const BUSY = 65_536;

/** One WebSocket: each packet is a frame. */
export class WebSocketTransport implements Transport {
  readonly name = 'websocket';
  handler: TransportHandler;
  ready = false;
  readonly #socket: Socket | undefined;
  #over = false;
  #error: Error | undefined;

  constructor(open: () => Socket, handler: TransportHandler) {
    this.handler = handler;
    try {
      this.#socket = open();
    } catch (error) {
      // A page's policy may forbid the address at once: that is a failure like any other.
      queueMicrotask(() => this.#end('transport error', failed(error)));
      return;
    }
    const socket = this.#socket;
    socket.onopen = () => {
      this.ready = true;
      this.handler.ready();
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onerror = (event) => {
      // Browsers say nothing about the cause; the first error is the one that tells.
      const { error } = event as ErrorEvent;
      this.#error ??= failed(error);
    };
    socket.onclose = () => this.#end(this.#error ? 'transport error' : 'transport close', this.#error);
  }

  get idle(): boolean {
    return this.#socket!.bufferedAmount < BUSY;
  }

  write(queue: Outgoing[]): void {
    for (const packet of queue.splice(0)) this.#socket!.send(packet);
  }

  finish(): void {
    this.#socket!.close();
  }

  abort(): void {
    this.#over = true;
    this.ready = false;
    if (this.#socket?.terminate) this.#socket.terminate();
    else this.#socket?.close();
  }

  #receive(data: unknown): void {
    if (this.#over) return;
    if (typeof data !== 'string') {
      this.handler.packet(
        PacketType.MESSAGE,
        data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Uint8Array),
      );
      return;
    }
    try {
      this.handler.packet(...readPacket(data));
    } catch (error) {
      this.abort();
      this.handler.ended('parse error', error as Error);
    }
  }

  #end(reason: CloseReason, error: Error | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.ready = false;
    this.handler.ended(reason, error);
  }
}

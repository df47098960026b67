import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { upgradeRequest } from './raw.js';

/** The client's end of a bare connection: says nothing by itself, and keeps all that comes. */
export class Peer {
  readonly socket: Socket;
  /** Resolves when the server has said that nothing more follows, or has cut the connection. */
  readonly over: Promise<'ended' | 'cut'>;
  #received: Buffer = Buffer.alloc(0);
  #wake: () => void = () => {};
  #isOver = false;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setNoDelay().on('error', () => {});
    onTestFinished(() => void this.socket.destroy());
    this.socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wake();
    });
    this.over = new Promise((resolve) => {
      const end = (how: 'ended' | 'cut') => () => {
        this.#isOver = true;
        this.#wake();
        resolve(how);
      };
      this.socket.on('end', end('ended')).on('close', end('cut'));
    });
  }

  /** A connection that has asked for a WebSocket, and got nothing yet. */
  static ask(port: number, headers: readonly string[] = [], behind: Buffer = Buffer.alloc(0)): Peer {
    const peer = new Peer(port);
    peer.write(upgradeRequest('/engine.io/?EIO=4&transport=websocket', headers), behind);
    return peer;
  }

  /** A connection with a session, whose open packet has been taken. */
  static async open(port: number): Promise<Peer> {
    const peer = Peer.ask(port);
    await peer.head();
    await peer.frame();
    return peer;
  }

  /** All in one write. */
  write(...parts: readonly (string | Uint8Array)[]): void {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part))));
  }

  /** The answer to a request, without a body. */
  async head(): Promise<string> {
    while (!this.#received.includes('\r\n\r\n')) await this.#more();
    return this.#take(this.#received.indexOf('\r\n\r\n') + 4).toString('latin1');
  }

  /** First byte and content of the next frame, in latin1. */
  async frame(): Promise<[first: number, content: string]> {
    while (this.#received.length < 2) await this.#more();
    const long = this.#received[1] === 126;
    while (long && this.#received.length < 4) await this.#more();
    const start = long ? 4 : 2;
    const end = start + (long ? this.#received.readUInt16BE(2) : this.#received[1]!);
    while (this.#received.length < end) await this.#more();
    const frame = this.#take(end);
    return [frame[0]!, frame.toString('latin1', start)];
  }

  /** Everything that has not been taken, once nothing follows. */
  async rest(): Promise<string> {
    await this.over;
    return this.#take(this.#received.length).toString('latin1');
  }

  #take(count: number): Buffer {
    const taken = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return taken;
  }

  #more(): Promise<void> {
    if (this.#isOver) throw new Error(`over after ${JSON.stringify(this.#received.toString('latin1'))}`);
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

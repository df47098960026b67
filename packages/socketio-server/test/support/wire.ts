import { WebSocket } from 'ws';

/** A bare WebSocket that speaks Engine.IO by hand: for what no client would send. */
export class Wire {
  readonly #socket: WebSocket;
  readonly #received: (string | Buffer)[] = [];
  readonly #waiting: ((message: string | Buffer) => void)[] = [];
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {});
    socket.on('message', (data: Buffer, isBinary) => {
      const message = isBinary ? data : data.toString();
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#received.push(message);
      else waiting(message);
    });
  }

  /** Opens a session; the open packet has been read. */
  static async open(url: string, protocol = 4): Promise<Wire> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=${protocol}&transport=websocket`);
    const wire = new Wire(socket);
    await wire.next();
    return wire;
  }

  send(...messages: (string | Uint8Array)[]): void {
    for (const message of messages) this.#socket.send(message);
  }

  /** The next message; pings are the engine's affair. */
  async next(): Promise<string | Buffer> {
    const message =
      this.#received.shift() ?? (await new Promise<string | Buffer>((resolve) => this.#waiting.push(resolve)));
    return message === '2' ? this.next() : message;
  }

  /** Joins a namespace and gives the sid. */
  async join(namespace = '/'): Promise<string> {
    this.send(namespace === '/' ? '40' : `40${namespace},`);
    const answer = String(await this.next());
    return JSON.parse(answer.slice(answer.indexOf('{'))).sid;
  }

  pause(): void {
    this.#socket.pause();
  }

  disconnect(): void {
    this.#socket.terminate();
  }
}

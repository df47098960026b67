import { type ClientOptions, WebSocket } from 'ws';

/** A message as a test compares it. */
export type Message = string | Buffer;

/** A WebSocket client that keeps what arrives until somebody asks for it. */
export class Socket {
  readonly ws: WebSocket;
  /** Resolves with code and reason when the connection is closed. */
  readonly closed: Promise<[code: number, reason: string]>;
  readonly #arrived: Message[] = [];
  #wake: () => void = () => {};
  #isClosed = false;

  private constructor(url: string, options?: ClientOptions) {
    this.ws = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false, ...options });
    this.ws.on('message', (data, isBinary) => {
      this.#arrived.push(isBinary ? (data as Buffer) : String(data));
      this.#wake();
    });
    this.ws.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => {
        this.#isClosed = true;
        this.#wake();
        resolve([code, String(reason)]);
      });
    });
  }

  /** Connects with a handshake of its own; the open packet is the first message. */
  static connect(endpoint: string, options?: ClientOptions): Socket {
    return new Socket(`${endpoint}?EIO=4&transport=websocket`, options);
  }

  /** Connects to whatever URL. */
  static to(url: string, options?: ClientOptions): Socket {
    return new Socket(url, options);
  }

  /** A connection that has been opened, and its handshake taken. */
  static async open(endpoint: string, options?: ClientOptions): Promise<Socket> {
    const socket = Socket.connect(endpoint, options);
    await socket.next();
    return socket;
  }

  /** A connection for the upgrade of a session, ready to send. */
  static async probe(endpoint: string, sid: string, options?: ClientOptions): Promise<Socket> {
    const socket = new Socket(`${endpoint}?EIO=4&transport=websocket&sid=${sid}`, options);
    await new Promise<void>((resolve, reject) => socket.ws.once('open', resolve).once('error', reject));
    return socket;
  }

  send(data: Message): void {
    this.ws.send(data);
  }

  /** The next message; rejects when the connection closes before there is one. */
  async next(): Promise<Message> {
    const [message] = await this.take(1);
    return message!;
  }

  /** So many messages. */
  async take(count: number): Promise<Message[]> {
    while (this.#arrived.length < count) {
      if (this.#isClosed) throw new Error(`closed after ${JSON.stringify(this.#arrived)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#arrived.splice(0, count);
  }

  /** Everything that arrives until the connection is closed. */
  async rest(): Promise<Message[]> {
    await this.closed;
    return this.#arrived.splice(0);
  }
}

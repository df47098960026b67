import type { IncomingMessage } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';

/** How a WebSocket ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket whose messages wait until they are asked for, so that none is missed. */
export class Frames {
  readonly ws: WebSocket;
  readonly closed: Promise<Closed>;
  readonly #arrived: (string | Buffer)[] = [];
  readonly #waiting: ((message: string | Buffer | undefined) => void)[] = [];
  #end: Closed | undefined;

  /** `url` is the address over HTTP, parameters included. */
  constructor(url: string, options?: ClientOptions) {
    this.ws = new WebSocket(url.replace('http', 'ws'), options);
    this.ws.on('message', (data, isBinary) => this.#arrive(isBinary ? (data as Buffer) : String(data)));
    // What went wrong shows in `closed`; a refused handshake has its status in `refusal`.
    this.ws.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => {
        this.#end = { code, reason: String(reason) };
        for (const settle of this.#waiting.splice(0)) settle(undefined);
        resolve(this.#end);
      });
    });
  }

  /** Opens a session of protocol 4 and reads its open packet. `url` is the endpoint. */
  static async open(url: string): Promise<Frames> {
    const frames = new Frames(`${url}?EIO=4&transport=websocket`);
    await frames.next();
    return frames;
  }

  get opened(): Promise<void> {
    if (this.ws.readyState === WebSocket.OPEN) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.ws.once('open', resolve);
      this.ws.once('close', () => reject(new Error('the WebSocket was refused')));
    });
  }

  send(...messages: (string | Uint8Array)[]): void {
    for (const message of messages) this.ws.send(message);
  }

  /** The next message. Rejects if the WebSocket closes instead. */
  async next(): Promise<string | Buffer> {
    const message = this.#arrived.shift() ?? (await this.#nextArrival());
    if (message === undefined) throw new Error(`the WebSocket closed (${this.#end?.code}) where a message was due`);
    return message;
  }

  /** The next so many messages. */
  async take(count: number): Promise<(string | Buffer)[]> {
    const messages: (string | Buffer)[] = [];
    while (messages.length < count) messages.push(await this.next());
    return messages;
  }

  close(): void {
    this.ws.close();
  }

  #arrive(message: string | Buffer): void {
    const settle = this.#waiting.shift();
    if (settle === undefined) this.#arrived.push(message);
    else settle(message);
  }

  #nextArrival(): Promise<string | Buffer | undefined> {
    if (this.#end !== undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** The HTTP answer to a WebSocket handshake that is turned down. */
export function refusal(
  url: string,
  options?: ClientOptions,
): Promise<{ status: number; body: string; headers: object }> {
  const ws = new WebSocket(url.replace('http', 'ws'), options);
  return new Promise((resolve, reject) => {
    ws.on('error', reject);
    ws.on('open', () => {
      ws.close();
      reject(new Error('the WebSocket was accepted'));
    });
    ws.on('unexpected-response', (_request, response: IncomingMessage) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode!, body, headers: response.headers }));
    });
  });
}

import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import { clientFrames, readServerFrame } from './frames.js';

const HOST = '127.0.0.1';
const HEAD_END = Buffer.from('\r\n\r\n');

/** All sockets of the process read into one piece of memory: nothing is kept from it beyond a callback. */
const shared = Buffer.allocUnsafe(256 * 1024);

const REQUEST =
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

const BROWSER_HEADERS =
  'Pragma: no-cache\r\nCache-Control: no-cache\r\nOrigin: http://127.0.0.1\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n' +
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36\r\n' +
  'Accept-Language: en-GB,en-US;q=0.9,en;q=0.8,de;q=0.7\r\n' +
  `Cookie: session=${'s'.repeat(120)}; theme=dark; locale=en-GB; _ga=GA1.1.${'1'.repeat(40)}\r\n`;

export interface ConnectionOptions {
  readonly port: number;
  /** Namespaces to join, in order. */
  readonly namespaces?: readonly string[];
  readonly browserHeaders?: boolean;
}

/**
 * A WebSocket client reduced to what a load needs: it shakes hands, joins its namespaces, and from then on hands over
 * the bytes it gets without looking into frames.
 */
export class Connection {
  readonly #socket: Socket;
  /** Gets what arrives once the namespaces are joined. The bytes are valid during the call only. */
  onBytes: (bytes: Buffer) => void = () => {};
  /** The connection ended, or failed, without being asked to. */
  onLost: (reason: string) => void = () => {};
  #receive: (bytes: Buffer) => void;

  private constructor(port: number, handshake: (bytes: Buffer) => void) {
    this.#receive = handshake;
    this.#socket = connect({
      port,
      host: HOST,
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (length) => {
          this.#receive(shared.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => this.onLost(error.message));
    this.#socket.on('close', () => this.onLost('closed by the server'));
  }

  static open({ port, namespaces = ['/'], browserHeaders = false }: ConnectionOptions): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const handshake = new Handshake(namespaces);
      const connection = new Connection(port, (bytes) => {
        try {
          const reply = handshake.read(bytes);
          if (reply) connection.write(reply);
        } catch (error) {
          connection.close();
          reject(error);
        }
        if (!handshake.done) return;
        connection.onLost = (reason) => {
          throw new Error(`a connection was lost: ${reason}`);
        };
        connection.#receive = (later) => connection.onBytes(later);
        resolve(connection);
      });
      connection.onLost = (reason) => reject(new Error(`connection failed during its handshake: ${reason}`));
      connection.write(Buffer.from(`${REQUEST}${browserHeaders ? BROWSER_HEADERS : ''}\r\n`));
    });
  }

  /** False when the socket has more than it likes to hold; `onDrain` tells when it is empty again. */
  write(bytes: Buffer): boolean {
    return this.#socket.write(bytes);
  }

  onDrain(listener: () => void): void {
    this.#socket.on('drain', listener);
  }

  close(): void {
    this.onLost = () => {};
    this.#socket.destroy();
  }
}

/** From the HTTP response to the last namespace's CONNECT. */
class Handshake {
  #pending: Buffer = Buffer.alloc(0);
  #upgraded = false;
  #opened = false;
  #missing: number;
  readonly #namespaces: readonly string[];

  constructor(namespaces: readonly string[]) {
    this.#namespaces = namespaces;
    this.#missing = namespaces.length;
  }

  get done(): boolean {
    return this.#missing === 0;
  }

  /** Takes what arrived and returns what to answer, if anything. */
  read(bytes: Buffer): Buffer | undefined {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    if (!this.#upgraded && !this.#readHead()) return undefined;
    let reply: Buffer | undefined;
    for (let frame = readServerFrame(this.#pending); frame; frame = readServerFrame(this.#pending)) {
      reply = this.#readText(frame.payload.toString()) ?? reply;
      this.#pending = this.#pending.subarray(frame.end);
    }
    return reply;
  }

  #readHead(): boolean {
    const end = this.#pending.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.#pending.toString('latin1', 0, end);
    if (!head.startsWith('HTTP/1.1 101')) throw new Error(`the server did not upgrade: ${head.split('\r\n', 1)[0]}`);
    this.#pending = this.#pending.subarray(end + HEAD_END.length);
    this.#upgraded = true;
    return true;
  }

  #readText(text: string): Buffer | undefined {
    if (!this.#opened) {
      if (!text.startsWith('0{')) throw new Error(`expected an open packet, got ${text.slice(0, 60)}`);
      this.#opened = true;
      return clientFrames(this.#namespaces.map((name) => ({ text: name === '/' ? '40' : `40${name},` })));
    }
    if (!text.startsWith('40')) throw new Error(`expected a connect reply, got ${text.slice(0, 60)}`);
    this.#missing--;
    return undefined;
  }
}

/** Opens many connections, a few at a time so that the server's accept queue never overflows. */
export async function openAll(count: number, options: ConnectionOptions, atOnce = 100): Promise<Connection[]> {
  const connections: Connection[] = [];
  let started = 0;
  const worker = async () => {
    while (started < count) {
      started++;
      connections.push(await Connection.open(options));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return connections;
}

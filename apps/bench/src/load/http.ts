import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');

export function getRequest(query: string): Buffer {
  return Buffer.from(`GET /socket.io/?EIO=4&transport=polling${query} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
}

export function postRequest(query: string, body: string): Buffer {
  return Buffer.from(
    `POST /socket.io/?EIO=4&transport=polling${query} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
      `Content-Type: text/plain;charset=UTF-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  /** Bytes of head and body together. */
  readonly length: number;
}

/** Reads one response that states its length, or nothing when it is not complete. */
export function readResponse(bytes: Buffer): HttpResponse | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const stated = /content-length: *(\d+)/i.exec(head)?.[1];
  if (stated === undefined) throw new Error(`a response without Content-Length:\n${head}`);
  const start = end + HEAD_END.length;
  const length = start + Number(stated);
  if (bytes.length < length) return undefined;
  return { status: Number(head.slice(9, 12)), body: bytes.toString('utf8', start, length), length };
}

/** One kept-alive HTTP connection, one request at a time. */
export class HttpConnection {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #expectedLength = 0;
  #take: ((response: HttpResponse) => void) | undefined;
  #count: (() => void) | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#socket.on('error', (error) => {
      throw error;
    });
  }

  /** Sends a request and reads its response whole. */
  request(bytes: Buffer): Promise<HttpResponse> {
    return new Promise((resolve) => {
      this.#take = (response) => {
        if (response.status !== 200) throw new Error(`status ${response.status}: ${response.body}`);
        resolve(response);
      };
      this.#socket.write(bytes);
    });
  }

  /** Sends a request whose response is known to have this many bytes, and only counts them. */
  repeat(bytes: Buffer, responseLength: number, answered: () => void): void {
    this.#expectedLength = responseLength;
    this.#count = answered;
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    if (this.#count) {
      this.#expectedLength -= bytes.length;
      if (this.#expectedLength < 0) throw new Error(`an unexpected response: ${bytes.toString('latin1')}`);
      if (this.#expectedLength > 0) return;
      const answered = this.#count;
      this.#count = undefined;
      answered();
      return;
    }
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    const response = readResponse(this.#pending);
    if (!response) return;
    this.#pending = this.#pending.subarray(response.length);
    this.#take?.(response);
  }
}

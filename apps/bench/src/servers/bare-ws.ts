import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { NEWS } from './application.js';

const OPEN = Buffer.from(
  '0{"sid":"aaaaaaaaaaaaaaaaaaaa","upgrades":[],"pingInterval":600000,"pingTimeout":600000,"maxPayload":1000000}',
);
const CONNECTED = Buffer.from('40{"sid":"bbbbbbbbbbbbbbbbbbbb"}');
const EVENT = Buffer.from(`42["news","${NEWS}"]`);

const ZERO = 0x30;
const BRACKET = 0x5b;
const TEXT = { binary: false } as const;
const BINARY = { binary: true } as const;

/** Answers by a one-digit ack id, made from the first request that carried it: all later ones are the same. */
const answers: (Buffer | undefined)[] = [];

/** `42<id>["echo",data]` becomes `43<id>[data]`. */
function echoAnswer(request: Buffer): Buffer {
  const bracket = request.indexOf(BRACKET);
  const data = request.indexOf(',', bracket) + 1;
  return Buffer.concat([Buffer.from('43'), request.subarray(2, bracket + 1), request.subarray(data)]);
}

/** `451-<id>["echo",{...}]` becomes `461-<id>[{...}]`. */
function binaryAnswer(request: Buffer): Buffer {
  const answer = echoAnswer(request);
  answer.write('46', 'latin1');
  return answer;
}

const clients = new Set<Client>();

/** One connection: everything that is sent within a tick leaves in one system call. */
class Client {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  #corked = false;
  #header: Buffer | undefined;

  constructor(ws: WebSocket, socket: Socket) {
    this.#ws = ws;
    this.#socket = socket;
    this.#send(OPEN, TEXT);
    ws.on('message', (data, isBinary) => this.#read(data as Buffer, isBinary));
    ws.on('error', () => {});
  }

  #send(bytes: Buffer, options: { readonly binary: boolean }): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(uncork, this);
    }
    this.#ws.send(bytes, options);
  }

  uncork(): void {
    this.#corked = false;
    this.#socket.uncork();
  }

  #read(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#send(this.#header!, TEXT);
      this.#send(data, BINARY);
      return;
    }
    const digit = data[2]! - ZERO;
    if (data[1] === 0x32 && digit >= 0 && digit <= 9 && data[3] === BRACKET) {
      answers[digit] ??= echoAnswer(data);
      this.#send(answers[digit], TEXT);
    } else {
      this.#readOther(data, digit);
    }
  }

  #readOther(data: Buffer, digit: number): void {
    if (data[1] === 0x32 && digit >= 0 && digit <= 9) this.#send(echoAnswer(data), TEXT);
    else if (data[1] === 0x35) this.#header = binaryAnswer(data);
    else if (data[1] === 0x30) this.#send(CONNECTED, TEXT);
    else if (data[4] === 0x62) broadcast(Number(data.toString('latin1', 15, data.length - 1)));
    else if (data[4] === 0x70) this.#push(Number(data.toString('latin1', 10, data.length - 1)));
  }

  #push(count: number): void {
    for (let i = 0; i < count; i++) this.#send(EVENT, TEXT);
  }

  news(): void {
    this.#send(EVENT, TEXT);
  }
}

function uncork(client: Client): void {
  client.uncork();
}

function broadcast(times: number): void {
  for (let i = 0; i < times; i++) for (const client of clients) client.news();
}

/**
 * The ceiling of what `ws` itself can do: the same bytes, without sessions, rooms, parsing or checks. It frames each
 * message anew, as `ws` does; a server that prepares frames once and writes them itself costs less where many are alike.
 * A client that connects is answered in two writes: the 101 together with the open packet, and the connect reply.
 */
export function startBareWs(): Promise<number> {
  const httpServer = createServer();
  const server = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });
  httpServer.on('upgrade', (request, socket, head) => {
    // Holds the 101 back until the open packet is there; the client's own cork lasts until the end of the tick.
    socket.cork();
    server.handleUpgrade(request, socket, head, (ws) => {
      const client = new Client(ws, socket as Socket);
      clients.add(client);
      ws.on('close', () => clients.delete(client));
    });
    socket.uncork();
  });
  return new Promise((resolve) => {
    httpServer.listen(0, '127.0.0.1', () => resolve((httpServer.address() as AddressInfo).port));
  });
}

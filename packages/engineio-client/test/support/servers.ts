import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { Server, type ServerOptions, type Socket as Session } from 'engine.io';
import { onTestFinished } from 'vitest';
import { Client, type ClientOptions } from '../../src/index.js';

/** Listens on a port of the loopback interface until the test ends. @returns the port */
export async function listen(server: NetServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}

export interface EngineServer {
  readonly url: string;
  readonly http: HttpServer;
  readonly engine: Server;
  /** The next session that opens. */
  next(): Promise<Session>;
}

/** The official server. */
export async function startEngine(
  options: ServerOptions = {},
  http: HttpServer = createServer(),
): Promise<EngineServer> {
  const engine = new Server(options);
  engine.attach(http);
  const port = await listen(http);
  onTestFinished(() => void engine.close());
  const scheme = 'setSecureContext' in http ? 'https' : 'http';
  const next = () => new Promise<Session>((resolve) => engine.once('connection', resolve));
  return { url: `${scheme}://127.0.0.1:${port}`, http, engine, next };
}

/** A server of the test's own making. @returns its URL */
export async function startHttp(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

/** A client that is disconnected when the test ends. */
export function newClient(options: ClientOptions = {}): Client {
  const client = new Client(options);
  onTestFinished(() => client.disconnect());
  return client;
}

/** Collects what arrives. */
export function collect(client: Client): (string | Uint8Array)[] {
  const messages: (string | Uint8Array)[] = [];
  client.on('message', (data) => messages.push(data));
  return messages;
}

/** The handshake of a server that a test writes itself. */
export function handshake(fields: object = {}): string {
  return `0${JSON.stringify({ sid: 'abc', upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1e6, ...fields })}`;
}

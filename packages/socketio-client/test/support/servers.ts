import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket as NetSocket } from 'node:net';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import { onTestFinished } from 'vitest';
import { Client, type ClientOptions, SimpleClient } from '../../src/index.js';

export const TRANSPORTS = [['polling'], ['websocket'], ['polling', 'websocket']] as const;

/** Listens on a port of the loopback interface until the test ends. @returns the port */
export async function listen(server: NetServer, port = 0): Promise<number> {
  const sockets = new Set<NetSocket>();
  server.on('connection', (socket: NetSocket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}

export interface SocketServer {
  readonly url: string;
  readonly port: number;
  readonly io: Server;
  readonly http: HttpServer;
}

/** The official server. */
export async function startServer(options: Partial<ServerOptions> = {}, at = 0): Promise<SocketServer> {
  const http = createServer();
  const io = new Server(http, { serveClient: false, ...options });
  const port = await listen(http, at);
  onTestFinished(() => io.close());
  return { url: `http://127.0.0.1:${port}`, port, io, http };
}

/** Delays short enough for tests; patience for a machine that is busy. */
export const FAST = { reconnectionDelay: 10, reconnectionDelayMax: 20 } as const;
export const PATIENT = { waitTimeout: 10_000 } as const;

/** A client that is disconnected when the test ends. */
export function newClient(options: ClientOptions = {}): Client {
  const client = new Client({ ...FAST, ...options });
  onTestFinished(() => client.disconnect());
  return client;
}

export function newSimpleClient(options: ClientOptions = {}): SimpleClient {
  const client = new SimpleClient({ ...FAST, ...options });
  onTestFinished(() => client.disconnect());
  return client;
}

/** The next event of a client's handler table, as its arguments. */
export function once(client: Client, event: string, namespace = '/'): Promise<unknown[]> {
  return new Promise((resolve) => client.on(event, (...args: unknown[]) => resolve(args), { namespace }));
}

/** The next client of a namespace, on the server. */
export function accepted(io: Server, namespace = '/'): Promise<Socket> {
  return new Promise((resolve) => io.of(namespace).once('connection', resolve));
}

/** Drops the engine connection under a server's client, as a broken network would. */
export function cut(socket: Socket): void {
  socket.conn.close();
}

/** A logger that keeps what it is told. */
export function keepLog() {
  const lines: string[] = [];
  const keep = (message: string) => void lines.push(message);
  return { lines, logger: { debug: keep, info: keep, warn: keep, error: keep } };
}

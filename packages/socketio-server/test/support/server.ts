import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { type Logger, Server, type ServerOptions } from '../../src/index.js';

/** Keeps what is logged, so that a test can look for what must, or must not, be there. */
export class Log implements Logger {
  readonly entries: { readonly level: string; readonly message: string; readonly details: unknown[] }[] = [];
  readonly debug = this.#at('debug');
  readonly info = this.#at('info');
  readonly warn = this.#at('warn');
  readonly error = this.#at('error');

  get errors(): unknown[] {
    return this.entries.filter(({ level }) => level === 'error').map(({ details }) => details[0]);
  }

  #at(level: string) {
    return (message: string, ...details: unknown[]): void => {
      this.entries.push({ level, message, details });
    };
  }
}

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** A server on a free port and its clients; all of it ends with the block that `await using` stands in. */
export class Fixture {
  readonly log = new Log();
  readonly sio: Server;
  readonly #clients: { disconnect(): unknown }[] = [];
  url = '';

  constructor(options: ServerOptions) {
    this.sio = new Server({ logger: this.log, ...options });
  }

  async start(): Promise<this> {
    const { port } = await this.sio.listen(0, '127.0.0.1');
    this.url = `http://127.0.0.1:${port}`;
    return this;
  }

  /** A client that is not connected yet, or maybe never will. */
  open(namespace = '/', options: ClientOptions = {}): Socket {
    const client = io(this.url + namespace, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** A client that the server has accepted. */
  async connect(namespace = '/', options: ClientOptions = {}): Promise<Socket> {
    const client = this.open(namespace, options);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
    });
    return client;
  }

  /** Ends with the block, too. */
  own(client: { disconnect(): unknown }): void {
    this.#clients.push(client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.sio.shutdown();
    // Handlers that should not have run say so by failing an assertion, which the server takes for an error of theirs.
    const assertion = this.log.errors.find((error) => error instanceof Error && error.name === 'AssertionError');
    if (assertion !== undefined) throw assertion;
  }
}

export function serve(options: ServerOptions = {}): Promise<Fixture> {
  return new Fixture(options).start();
}

/** What a client is told that is turned away. */
export function refusal(client: Socket): Promise<Error & { data?: unknown }> {
  return new Promise((resolve, reject) => {
    client.once('connect_error', resolve);
    client.once('connect', () => reject(new Error('The client was accepted')));
  });
}

/** The arguments of the next event of that name. */
export function next(client: Pick<Socket, 'once'>, event: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    client.once(event, (...args: unknown[]) => resolve(args));
  });
}

/** A promise, and the function that fulfils it. */
export function deferred<T = void>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** Waits until something holds that no event announces, one turn of the event loop at a time. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000; turn++) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('What was waited for did not come to hold');
}

/** An HTTP server that somebody else may attach to. */
export async function httpServer(): Promise<{ server: ReturnType<typeof createServer>; url: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

import { Server, type ServerOptions } from '@x/socketio-server';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { type Admin, type InstrumentOptions, instrument } from '../../src/index.js';

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** A socket of the official client that keeps whatever it is told, from its birth. */
export class Watcher {
  readonly socket: Socket;
  readonly told: [event: string, ...args: unknown[]][] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((event: string, ...args: unknown[]) => this.told.push([event, ...args]));
  }

  /** The arguments of all events of that name so far. */
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests look at
  all(event: string): any[][] {
    return this.told.filter(([name]) => name === event).map(([, ...args]) => args);
  }

  /** The arguments of the first event of that name that fits, which may be yet to come. */
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests look at
  async first(event: string, fits: (...args: any[]) => boolean = () => true): Promise<any[]> {
    await until(
      () => this.all(event).some((args) => fits(...args)),
      () => `${event} among ${JSON.stringify(this.told)}`,
    );
    return this.all(event).find((args) => fits(...args))!;
  }
}

/** An instrumented server on a free port, and its clients. */
export class Fixture {
  readonly sio: Server;
  readonly admin: Admin;
  readonly errors: unknown[] = [];
  url = '';
  readonly #clients: { disconnect(): unknown }[] = [];

  constructor(options: Partial<InstrumentOptions>, serverOptions: ServerOptions = {}) {
    this.sio = new Server(serverOptions);
    this.sio.onErrorDefault((error) => void this.errors.push(error));
    this.admin = instrument(this.sio, { auth: false, mode: 'development', ...options });
  }

  static async start(options: Partial<InstrumentOptions> = {}, serverOptions?: ServerOptions): Promise<Fixture> {
    const fixture = new Fixture(options, serverOptions);
    const { port } = await fixture.sio.listen(0, '127.0.0.1');
    fixture.url = `http://127.0.0.1:${port}`;
    return fixture;
  }

  open(namespace = '/', options: ClientOptions = {}): Socket {
    const client = io(this.url + namespace, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...options,
    });
    this.own(client);
    return client;
  }

  /** A client that was accepted. */
  async connect(namespace = '/', options: ClientOptions = {}): Promise<Socket> {
    const client = this.open(namespace, options);
    await accepted(client);
    return client;
  }

  /** An administrator who was accepted. */
  async watch(auth: Record<string, unknown> = {}, namespace = '/admin'): Promise<Watcher> {
    const watcher = new Watcher(this.open(namespace, { auth }));
    await accepted(watcher.socket);
    await watcher.first('config');
    return watcher;
  }

  /** What somebody is told who is turned away. */
  async refusal(auth: Record<string, unknown>): Promise<string> {
    return accepted(this.open('/admin', { auth })).then(
      () => 'accepted',
      (error: Error) => error.message,
    );
  }

  own(client: { disconnect(): unknown }): void {
    this.#clients.push(client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.admin.uninstrument();
    await this.sio.shutdown();
  }
}

export function accepted(client: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
}

/** Waits until something holds that no event announces, one turn of the event loop at a time. */
export async function until(holds: () => boolean, what: () => string = () => 'What was waited for'): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what()} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

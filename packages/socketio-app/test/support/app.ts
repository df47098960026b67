import { io as connect, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { type AppOptions, SocketIO } from '../../src/index.js';

/** An application on a free port and its clients; all of it ends with the block that `await using` stands in. */
export class Running {
  readonly io: SocketIO;
  readonly #clients: Socket[] = [];
  url = '';

  constructor(options?: AppOptions) {
    this.io = new SocketIO(options);
  }

  async start(): Promise<this> {
    const { port } = await this.io.run({ port: 0 });
    this.url = `http://127.0.0.1:${port}`;
    return this;
  }

  open(namespace = '/', options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
    const client = connect(this.url + namespace, { forceNew: true, reconnection: false, ...options });
    this.#clients.push(client);
    return client;
  }

  async connect(namespace = '/', options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Socket> {
    const client = this.open(namespace, options);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
    });
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.io.stop();
  }
}

/** Starts an application whose handlers `set` registers. */
export function running(set: (io: SocketIO) => void, options?: AppOptions): Promise<Running> {
  const app = new Running(options);
  set(app.io);
  return app.start();
}

/** The arguments of the next event of that name. */
export function next(client: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)));
}

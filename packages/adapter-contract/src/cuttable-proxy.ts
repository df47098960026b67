import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between clients and a broker, and can cut all their connections: for `interrupt`, without harm to other tests. */
export class CuttableProxy {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(url: string, server: Server, sockets: Set<Socket>) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
  }

  /** @param target the URL of the broker, with a port. */
  static async to(target: string): Promise<CuttableProxy> {
    const url = new URL(target);
    const { hostname, port } = url;
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const broker = connect({ host: hostname, port: Number(port) });
      for (const [socket, other] of [
        [client, broker],
        [broker, client],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url.port = String((server.address() as AddressInfo).port);
    return new CuttableProxy(url.href, server, sockets);
  }

  /** Breaks all connections; new ones are accepted at once. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

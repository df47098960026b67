import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stop } from './mount.js';

/**
 * The HTTP servers that an engine started itself.
 *
 *   starting --bound--> listening --stop()--> stopped
 *      |                                         ^
 *      +--stop() meanwhile: bound, then closed---+
 */
export class OwnServers {
  readonly #servers = new Map<HttpServer, Promise<AddressInfo>>();
  #isStopped = false;

  /** @throws the error of the port; or Error when `stop` was called first. */
  async start(port: number, host: string | undefined, attach: (server: HttpServer) => void): Promise<AddressInfo> {
    if (this.#isStopped) throw new Error('listen: this server has been shut down; make a new one');
    const server = createServer();
    attach(server);
    const bound = bind(server, port, host);
    this.#servers.set(server, bound);
    try {
      const address = await bound;
      if (this.#isStopped) throw new Error('listen: the server was shut down before it listened');
      return address;
    } catch (error) {
      if (!this.#isStopped) this.#servers.delete(server);
      throw error;
    }
  }

  /** Nothing listens any more once it resolves; connections have so many milliseconds to become idle. */
  async stop(grace: number): Promise<void> {
    this.#isStopped = true;
    await Promise.all(
      [...this.#servers].map(async ([server, bound]) => {
        // A server that is closed while it looks up its host would listen all the same.
        const isBound = await bound.then(
          () => true,
          () => false,
        );
        if (isBound) await stop(server, grace);
      }),
    );
  }
}

function bind(server: HttpServer, port: number, host: string | undefined): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

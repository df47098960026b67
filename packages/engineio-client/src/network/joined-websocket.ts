import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** A WebSocket whose messages of one tick leave in one write: the system call is most of what a small one costs. */
export class JoinedWebSocket extends WebSocket {
  #stream: Socket | undefined;
  #corked = false;

  /** The connection that the handshake ended with. */
  join(response: IncomingMessage): void {
    this.#stream = response.socket;
  }

  override send(...args: unknown[]): void {
    if (this.#stream !== undefined && !this.#corked) {
      this.#corked = true;
      this.#stream.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#stream?.uncork();
      });
    }
    super.send(...(args as Parameters<WebSocket['send']>));
  }
}

import type { EmitOptions, Logger } from '@x/socketio-adapter';
import type { Peer } from './peer.js';

/**
 * Tells the log what goes on, for applications that asked for one: clients that come and go at `info`, single events at
 * `debug`. Names from the wire are quoted, and what events carry is not told.
 */
export class ActivityLog {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  joined({ sid, namespace, connection }: Peer): void {
    this.#logger.info(`${sid} joined ${JSON.stringify(namespace)} from ${connection.session.environ.address}`);
  }

  left({ sid, namespace }: Peer, reason: string): void {
    this.#logger.info(`${sid} left ${JSON.stringify(namespace)}: ${reason}`);
  }

  refused(namespace: string, message: string): void {
    this.#logger.info(`A client was refused in ${JSON.stringify(namespace)}: ${message}`);
  }

  unhandled({ sid, namespace }: Peer, event: string): void {
    this.#logger.info(`${JSON.stringify(event)} from ${sid} in ${JSON.stringify(namespace)} has no handler`);
  }

  received({ sid, namespace }: Peer, event: string): void {
    this.#logger.debug(`${JSON.stringify(event)} from ${sid} in ${JSON.stringify(namespace)}`);
  }

  emitted(namespace: string, event: string, { to, room, sid }: EmitOptions): void {
    const target = JSON.stringify(to ?? room ?? sid) ?? 'everyone';
    this.#logger.debug(`${JSON.stringify(event)} to ${target} in ${JSON.stringify(namespace)}`);
  }
}

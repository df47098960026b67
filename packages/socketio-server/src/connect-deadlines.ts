import type { Connection } from './connection.js';

/**
 * Closes connections that are in no namespace for too long. All have the same time, so those who wait stand in line by
 * their deadline, and one timer for the first of them is enough.
 */
export class ConnectDeadlines {
  private readonly timeout: number;
  private readonly expire: (connection: Connection) => void;
  private readonly line = new Map<Connection, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(timeout: number, expire: (connection: Connection) => void) {
    this.timeout = timeout;
    this.expire = expire;
  }

  start(connection: Connection): void {
    // Who is in line already goes to its end.
    this.line.delete(connection);
    this.line.set(connection, performance.now() + this.timeout);
    this.timer ??= setTimeout(this.sweep, this.timeout).unref();
  }

  cancel(connection: Connection): void {
    this.line.delete(connection);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.line.clear();
  }

  private readonly sweep = (): void => {
    const now = performance.now();
    this.timer = undefined;
    for (const [connection, deadline] of this.line) {
      // Timers may fire a little early; a millisecond is not worth another round.
      if (deadline > now + 1) {
        this.timer = setTimeout(this.sweep, deadline - now).unref();
        return;
      }
      this.line.delete(connection);
      this.expire(connection);
    }
  };
}

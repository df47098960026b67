import { io, type Socket } from 'socket.io-client';

const PATIENCE = 20_000;

/** The official client, which keeps what it is sent. */
export class Listener {
  readonly socket: Socket;
  readonly received: unknown[][] = [];
  /** How often each event came: to count again at each of ten thousand would take a hundred million looks. */
  readonly #counts = new Map<unknown, number>();
  readonly #checks = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((...event: unknown[]) => {
      // The last argument of an event that wants to be acknowledged is a function, which tests answer on their own.
      this.received.push(event.filter((value) => typeof value !== 'function'));
      this.#counts.set(event[0], (this.#counts.get(event[0]) ?? 0) + 1);
      this.#check();
    });
    socket.on('disconnect', () => this.#check());
  }

  static async connect(url: string, transport: 'websocket' | 'polling' = 'websocket'): Promise<Listener> {
    const socket = io(url, { transports: [transport], forceNew: true, reconnection: false });
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
    });
    return new Listener(socket);
  }

  get sid(): string {
    return this.socket.id ?? '';
  }

  /** The argument lists of one event, in order. */
  of(event: string): unknown[][] {
    return this.received.filter(([name]) => name === event).map(([, ...args]) => args);
  }

  /** Waits for so many of one event, and returns their argument lists. */
  async atLeast(count: number, event: string): Promise<unknown[][]> {
    await this.#until(() => (this.#counts.get(event) ?? 0) >= count, `${count} times "${event}"`);
    return this.of(event);
  }

  async disconnected(): Promise<void> {
    await this.#until(() => !this.socket.connected, 'the end of the connection');
  }

  close(): void {
    this.socket.disconnect();
  }

  #until(isSo: () => boolean, what: string): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!isSo()) return;
        clearTimeout(timer);
        this.#checks.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#checks.delete(check);
        const last = JSON.stringify(this.received.slice(-3));
        reject(new Error(`waited in vain for ${what}; ${this.received.length} arrived, the last ${last}`));
      }, PATIENCE);
      this.#checks.add(check);
    });
  }

  #check(): void {
    for (const check of [...this.#checks]) check();
  }
}

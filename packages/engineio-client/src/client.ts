import { Network } from '#network';
import { Connection } from './connection.js';
import { ConnectionError } from './errors.js';
import type { CloseReason, ConnectionOptions, Logger, TransportName } from './options.js';

/** The handlers that {@link Client.on} takes. */
export interface ClientHandlers {
  /** The session is open. */
  connect(): unknown;
  /** A message from the server: a string, or bytes. */
  message(data: string | Uint8Array): unknown;
  /** The session is over. */
  disconnect(reason: CloseReason): unknown;
}

export interface ClientOptions extends Omit<ConnectionOptions, 'logger'> {
  /** `true` for the console, or anything with `debug`, `info`, `warn` and `error`. @default false */
  readonly logger?: boolean | Logger | undefined;
}

/**
 * An Engine.IO client: messages over one session, without events, rooms or reconnection.
 *
 * @example
 * const client = new Client();
 * client.on('message', (data) => console.log(data));
 * await client.connect('http://localhost:5000');
 * client.send('hello');
 */
export class Client {
  readonly #options: ClientOptions;
  readonly #network = new Network();
  readonly #handlers: Partial<ClientHandlers> = {};
  #connection: Connection | undefined;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
  }

  /** The id of the session while there is one. */
  get sid(): string | undefined {
    return this.connected ? this.#connection!.sid : undefined;
  }

  get connected(): boolean {
    return this.#connection?.state === 'open';
  }

  /** How messages travel at this moment. */
  get transport(): TransportName | undefined {
    return this.connected ? this.#connection!.transport : undefined;
  }

  /** Sets the handler of an event, in place of an earlier one. @throws TypeError for any other event. */
  on<E extends keyof ClientHandlers>(event: E, handler: ClientHandlers[E]): this {
    if (event !== 'connect' && event !== 'message' && event !== 'disconnect') {
      throw new TypeError(`no such event: ${JSON.stringify(event)} (connect, message and disconnect are there)`);
    }
    this.#handlers[event] = handler;
    return this;
  }

  /**
   * Connects; options given here win over those of the constructor.
   *
   * @throws ConnectionError when the server cannot be reached or refuses; TypeError when connected already.
   */
  async connect(url: string, options: ConnectionOptions = {}): Promise<void> {
    if (this.#connection && this.#connection.state !== 'closed') throw new TypeError('Already connected');
    const { logger, ...rest } = { ...this.#options, ...options };
    const settings: ConnectionOptions = {
      ...rest,
      logger: logger ? guarded(logger === true ? console : logger) : undefined,
    };
    await new Promise<void>((resolve, reject) => {
      let opened = false;
      const message = (data: string | Uint8Array) => this.#call('message', data);
      this.#connection = new Connection(
        url,
        settings,
        {
          open: () => {
            opened = true;
            this.#call('connect');
            resolve();
          },
          text: message,
          binary: message,
          close: (reason, error) => {
            if (opened) this.#call('disconnect', reason);
            else reject(error ?? new ConnectionError(`Connection closed: ${reason}`));
          },
        },
        this.#network,
      );
    });
  }

  /** Sends a message. @returns whether there is a session to send it on. */
  send(data: string | Uint8Array): boolean {
    if (!this.#connection?.check()) return false;
    if (typeof data === 'string') this.#connection.send(data);
    else this.#connection.send(undefined, [data]);
    return true;
  }

  /** Ends the session after what was sent; settles when nothing of it is left. */
  async disconnect(): Promise<void> {
    await this.#connection?.close();
  }

  /** Settles when the session is over. */
  async wait(): Promise<void> {
    await this.#connection?.closed;
  }

  /** A handler's failure is its own: it is reported, and the session goes on. */
  #call<E extends keyof ClientHandlers>(event: E, ...args: Parameters<ClientHandlers[E]>): void {
    const report = (error: unknown) => {
      const { logger } = this.#options;
      guarded(typeof logger === 'object' ? logger : console).error(`the "${event}" handler failed: ${describe(error)}`);
    };
    try {
      const handler = this.#handlers[event] as ((...args: unknown[]) => unknown) | undefined;
      Promise.resolve(handler?.(...args)).catch(report);
    } catch (error) {
      report(error);
    }
  }
}

/** A logger whose own failures do not concern the session. */
function guarded(logger: Logger): Logger {
  const tell = (level: keyof Logger) => (message: string) => {
    try {
      logger[level](message);
    } catch {}
  };
  return { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
}

/** What was thrown, as text: anything can be thrown, even what does not become text. */
function describe(error: unknown): string {
  try {
    return String(error instanceof Error ? (error.stack ?? error.message) : error);
  } catch {
    return 'it threw a value that cannot be shown';
  }
}

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type {
  Application,
  CloseReason,
  Environment,
  Refusal,
  Session,
  SessionHandler,
  TransportName,
} from './contract.js';
import { Engine } from './engine.js';
import { type Logger, resolveLogger } from './logger.js';
import type { AttachOptions } from './mount.js';
import { flag, shown, wrong } from './option-checks.js';
import type { EngineOptions } from './options.js';
import type { EngineStats } from './traffic.js';

/** Options of a {@link Server}. */
export interface ServerOptions extends EngineOptions {
  /** `false` to handle the messages of a client one after the other, each when the last is done. @default true */
  readonly asyncHandlers?: boolean | undefined;
  /** Writes objects that are sent. @default JSON */
  readonly json?: { stringify(value: unknown): string } | undefined;
}

/** What handlers of a {@link Server} are called with. */
export interface ServerHandlers {
  /** A client comes in. Anything returned but `undefined` or `true` turns it away, and is what it gets to see. */
  connect: (sid: string, environ: Environment) => unknown;
  /** A message from a client: a string, or bytes. */
  message: (sid: string, data: string | Buffer) => unknown;
  /** A client has left. */
  disconnect: (sid: string, reason: CloseReason) => unknown;
}

type Sendable = string | Uint8Array | object;

/** Messages that may wait for a handler with `asyncHandlers: false`. */
const MAX_WAITING = 10_000;

/** A client of the server, from its `connect` to its `disconnect`. */
interface Client {
  session: Session | undefined;
  /** Sent by the connect handler, before the client is in. */
  readonly early: (string | Uint8Array)[];
  /** Disconnected by the connect handler: it leaves as soon as it is in. */
  isLeaving: boolean;
  data: Record<string, unknown>;
}

/**
 * A server for plain Engine.IO clients, in the manner of python-engineio: sessions are known by their ids.
 *
 * @example
 * const server = new Server();
 * server.on('message', (sid, data) => server.send(sid, data));
 * await server.listen(3000);
 */
export class Server {
  readonly engine: Engine;
  readonly #clients = new Map<string, Client>();
  readonly #handlers = new Map<keyof ServerHandlers, (...args: never[]) => unknown>();
  readonly #json: { stringify(value: unknown): string };
  readonly #logger: Logger;
  readonly #inOrder: boolean;

  /** @throws TypeError or RangeError for an option that cannot work. */
  constructor(options: ServerOptions = {}) {
    this.#json = options.json ?? JSON;
    if (typeof this.#json.stringify !== 'function')
      throw new TypeError('json must be an object with a method stringify');
    flag('asyncHandlers', options.asyncHandlers ?? true);
    this.#logger = resolveLogger(options.logger ?? false);
    this.#inOrder = options.asyncHandlers === false;
    const application: Application = {
      admit: (sid, environ) => this.#admit(sid, environ),
      abandoned: (sid) => this.#left(sid, 'transport close'),
      open: (session) => this.#open(session),
    };
    this.engine = new Engine(options, application);
  }

  /**
   * Registers the handler of an event; a second one takes the place of the first.
   *
   * @throws TypeError for an event that does not exist, or a handler that is no function.
   */
  on<E extends keyof ServerHandlers>(event: E, handler: ServerHandlers[E]): this {
    if (event !== 'connect' && event !== 'message' && event !== 'disconnect') {
      throw new TypeError(`${JSON.stringify(event)} is none of the events connect, message and disconnect`);
    }
    if (typeof handler !== 'function') throw wrong(`the handler of ${event}`, 'must be a function', handler);
    this.#handlers.set(event, handler);
    return this;
  }

  /**
   * Sends text, bytes, or an object as JSON. A client that is not there any more is passed over.
   *
   * @throws TypeError for what cannot be written as JSON.
   */
  send(sid: string, data: Sendable): void {
    const client = this.#clients.get(sid);
    if (client === undefined || client.isLeaving) {
      this.#logger.debug('engine: nothing sent to a client that is not connected');
      return;
    }
    const message = this.#encode(data);
    if (client.session === undefined) client.early.push(message);
    else deliver(client.session, message);
  }

  /** Disconnects a client, or all of them. */
  disconnect(sid?: string): void {
    const clients = sid === undefined ? this.#clients.values() : [this.#clients.get(sid)];
    for (const client of clients) {
      if (client?.session !== undefined) client.session.close();
      else if (client !== undefined) client.isLeaving = true;
    }
  }

  /**
   * How a client is connected.
   *
   * @throws RangeError when it is not.
   */
  transport(sid: string): TransportName {
    return this.#client(sid).session?.transport ?? 'polling';
  }

  /**
   * The data kept for a client, as last saved; a copy.
   *
   * @throws RangeError when the client is not connected.
   */
  getSession(sid: string): Record<string, unknown> {
    return { ...this.#client(sid).data };
  }

  /**
   * Keeps data for a client until it disconnects.
   *
   * @throws RangeError when the client is not connected.
   */
  saveSession(sid: string, data: Record<string, unknown>): void {
    this.#client(sid).data = { ...data };
  }

  /** Hands out the data kept for a client, and saves it when `change` is done, also with an error. */
  async session<R>(sid: string, change: (data: Record<string, unknown>) => R | Promise<R>): Promise<R> {
    const data = this.getSession(sid);
    try {
      return await change(data);
    } finally {
      if (this.#clients.has(sid)) this.saveSession(sid, data);
    }
  }

  /** Serves the endpoint on an HTTP server, in front of the listeners that it has. */
  attach(server: HttpServer, options?: AttachOptions): void {
    this.engine.attach(server, options);
  }

  /** Starts an HTTP server of its own; port 0 takes any free one. */
  listen(port?: number, host?: string, options?: AttachOptions): Promise<AddressInfo> {
    return this.engine.listen(port, host, options);
  }

  /** Serves one HTTP request; one for another path goes to `next`. */
  handleRequest(request: IncomingMessage, response: ServerResponse, next?: () => void): void {
    this.engine.handleRequest(request, response, next);
  }

  /** Serves one upgrade request. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.engine.handleUpgrade(request, socket, head);
  }

  /** Totals so far, and sessions per transport now. */
  stats(): EngineStats {
    return this.engine.stats();
  }

  /** Disconnects everybody with `server shutting down`. Resolves when nothing is open any more. */
  shutdown(): Promise<void> {
    return this.engine.close();
  }

  #client(sid: string): Client {
    const client = this.#clients.get(sid);
    if (client === undefined) throw new RangeError(`no client with the session id ${JSON.stringify(sid)} is connected`);
    return client;
  }

  #encode(data: Sendable): string | Uint8Array {
    if (typeof data === 'string' || data instanceof Uint8Array) return data;
    const json: unknown = this.#json.stringify(data);
    if (typeof json !== 'string') throw new TypeError(`send: ${shown(data)} cannot be written as JSON`);
    return json;
  }

  async #admit(sid: string, environ: Environment): Promise<Refusal | undefined> {
    this.#clients.set(sid, { session: undefined, early: [], isLeaving: false, data: {} });
    try {
      const answer = await this.#call('connect', sid, environ);
      if (answer === undefined || answer === true) return undefined;
      this.#clients.delete(sid);
      return { status: 401, code: 4, message: 'Unauthorized', body: answer || 'Unauthorized' };
    } catch (error) {
      this.#clients.delete(sid);
      throw error;
    }
  }

  #open(session: Session): SessionHandler {
    const client = this.#clients.get(session.sid)!;
    client.session = session;
    for (const message of client.early.splice(0)) deliver(session, message);
    if (client.isLeaving) session.close();
    const queue = this.#inOrder ? new HandlerQueue((error) => this.#failed(error)) : undefined;
    const message = (data: string | Buffer): void => {
      const handle = (): unknown => this.#call('message', session.sid, data);
      if (queue === undefined) this.#run(handle);
      else if (!queue.push(handle)) session.close('transport error');
    };
    const close = (reason: CloseReason): void => {
      if (queue === undefined) this.#left(session.sid, reason);
      else queue.push(() => this.#left(session.sid, reason), true);
    };
    return { text: message, binary: message, close };
  }

  #left(sid: string, reason: CloseReason): void {
    this.#run(async () => {
      try {
        await this.#call('disconnect', sid, reason);
      } finally {
        this.#clients.delete(sid);
      }
    });
  }

  #call<E extends keyof ServerHandlers>(event: E, ...args: Parameters<ServerHandlers[E]>): unknown {
    const handler = this.#handlers.get(event) as ((...given: unknown[]) => unknown) | undefined;
    return handler?.(...args);
  }

  #run(handle: () => unknown): void {
    try {
      const result = handle();
      if (isThenable(result)) Promise.resolve(result).catch((error: unknown) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#logger.error('engine: a handler threw', error);
  }
}

function deliver(session: Session, message: string | Uint8Array): void {
  if (typeof message === 'string') session.sendText(message);
  else session.sendBinary(message);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** Calls one handler after the other. */
class HandlerQueue {
  readonly #failed: (error: unknown) => void;
  readonly #waiting: (() => unknown)[] = [];
  #running = false;

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** @returns whether there was room for it; what `must` run always has */
  push(handle: () => unknown, must = false): boolean {
    if (this.#waiting.length >= MAX_WAITING && !must) return false;
    this.#waiting.push(handle);
    if (!this.#running) void this.#drain();
    return true;
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let handle = this.#waiting.shift(); handle !== undefined; handle = this.#waiting.shift()) {
      try {
        await handle();
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#running = false;
  }
}

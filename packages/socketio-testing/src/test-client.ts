import type { SessionHandler } from '@x/engineio-server';
import {
  DisconnectedError,
  decodeText,
  type Encoded,
  encodeAck,
  encodeConnect,
  encodeDisconnect,
  encodeEvent,
  type Packet,
  PacketType,
  Reconstruction,
  toArguments,
} from '@x/socketio-parser';
import type { Server } from '@x/socketio-server';
import { environOf, type RequestOptions } from './environ.js';
import { checkEvent, checkNamespace, serverOf } from './given.js';
import { HandlersUnderWay, type TestedServer } from './handlers-under-way.js';
import { MemorySession } from './memory-session.js';
import { PendingCalls } from './pending-calls.js';
import { beforeShutdown } from './shutdowns.js';

/** An event that the server sent. */
export interface Received {
  readonly name: string;
  readonly args: unknown[];
  readonly namespace: string;
}

interface NamespaceOption {
  /** The namespace. @default '/' */
  readonly namespace?: string | undefined;
}

/** Options of `connect`. */
export interface ConnectOptions extends RequestOptions {
  /** What the connect handler gets. @default none */
  readonly auth?: object | undefined;
}

/** Options of {@link testClient}. */
export interface TestClientOptions extends ConnectOptions, NamespaceOption {}

/** Options of `call`. */
export interface CallOptions extends NamespaceOption {
  /** Milliseconds to wait for the acknowledgement; `Infinity` for ever. @default 60_000 */
  readonly timeout?: number | undefined;
}

/** Options of `emit` and `send`. */
export interface EmitOptions extends NamespaceOption {
  /** Whether to ask for an acknowledgement, and to return it. @default false */
  readonly callback?: boolean | undefined;
}

/** Why the server did not let a client in. */
export interface Rejection {
  readonly message: string;
  readonly data?: unknown;
}

const LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * A client of a server in the same process. Packets are encoded and decoded as they are over the network; there is no
 * port, and nothing to wait for but handlers. Made by {@link testClient}.
 */
export class TestClient {
  readonly #server: TestedServer;
  readonly #underWay: HandlersUnderWay;
  readonly #sids = new Map<string, string>();
  readonly #rejections = new Map<string, Rejection>();
  readonly #received = new Map<string, Received[]>();
  readonly #handlers = new Map<string, (...args: never[]) => unknown>();
  readonly #calls = new PendingCalls();
  readonly #answers = new Map<string, () => void>();
  #request: RequestOptions;
  #session: MemorySession | undefined;
  #handler: SessionHandler | undefined;
  #partial: Reconstruction | undefined;
  #forgetShutdown: (() => void) | undefined;

  /** @internal */
  constructor(server: TestedServer, request: RequestOptions) {
    this.#server = server;
    this.#underWay = HandlersUnderWay.of(server);
    this.#request = request;
  }

  /** The client's session id in a namespace; undefined when it is not connected. */
  sid(namespace = '/'): string | undefined {
    return this.#sids.get(namespace);
  }

  isConnected(namespace = '/'): boolean {
    return this.#sids.has(namespace);
  }

  /** What the server said when it turned the client away; undefined when it did not. */
  rejection(namespace = '/'): Rejection | undefined {
    return this.#rejections.get(namespace);
  }

  /**
   * Connects to a namespace; resolves when the server has decided. See {@link isConnected} and {@link rejection}.
   *
   * @param options a query, headers or request other than the client's begin a new connection for all that follows.
   * @throws TypeError for a namespace without a slash.
   */
  async connect(namespace = '/', { auth, ...request }: ConnectOptions = {}): Promise<void> {
    checkNamespace(namespace);
    if (this.isConnected(namespace)) return;
    this.#rejections.delete(namespace);
    if (Object.keys(request).length > 0) this.#request = { ...this.#request, ...request };
    if (Object.keys(request).length > 0 || this.#session?.open !== true) this.#open();
    const decided = new Promise<void>((resolve) => this.#answers.set(namespace, resolve));
    this.#handler?.text(encodeConnect(namespace, auth));
    await decided;
    await this.settled();
  }

  /**
   * Leaves a namespace, or without a name all of them; resolves when the handlers are through. The connection ends with the
   * last.
   *
   * @throws DisconnectedError when the client is not connected to the namespace that is named.
   */
  async disconnect(namespace?: string): Promise<void> {
    if (namespace !== undefined) this.#connected(namespace);
    for (const name of namespace === undefined ? [...this.#sids.keys()] : [namespace]) {
      this.#left(name);
      this.#handler?.text(encodeDisconnect(name));
    }
    if (this.#sids.size === 0) this.#end();
    await this.settled();
  }

  /**
   * Emits an event; resolves when its handler has ended, with `callback: true` to the acknowledgement: nothing, its value,
   * or an array of several.
   *
   * @throws DisconnectedError when the client is not connected to the namespace.
   */
  async emit(event: string, data?: unknown, { namespace = '/', callback = false }: EmitOptions = {}): Promise<unknown> {
    if (callback) return this.call(event, data, { namespace });
    checkEvent(event);
    this.#connected(namespace);
    this.#deliver(encodeEvent(namespace, event, toArguments(data)));
    await this.settled();
    return undefined;
  }

  /**
   * Emits an event and returns its acknowledgement. Where a client on a network would wait in vain, it need not: nobody handles
   * the event, or its handler failed and no error handler answered within a quarter of a second.
   *
   * @throws TimeoutError when there is no acknowledgement, DisconnectedError when the server ends the connection first.
   */
  async call(event: string, data?: unknown, { namespace = '/', timeout = 60_000 }: CallOptions = {}): Promise<unknown> {
    checkEvent(event);
    this.#connected(namespace);
    const encode = (id: number) => encodeEvent(namespace, event, toArguments(data), id);
    const handling = (id: number) => this.#underWay.endOf(() => this.#deliver(encode(id)));
    const values = await this.#calls.make(handling, { event, namespace, timeout });
    await this.settled();
    return values.length > 1 ? values : values[0];
  }

  /** Emits the event `message`, or `json` with that option, as {@link emit} does. */
  send(
    data: unknown,
    { json, ...options }: EmitOptions & { readonly json?: boolean | undefined } = {},
  ): Promise<unknown> {
    return this.emit(json === true ? 'json' : 'message', data, options);
  }

  /** Answers events that the server wants acknowledged; what it returns is the acknowledgement. */
  on(event: string, handler: (...args: never[]) => unknown): this {
    this.#handlers.set(event, handler);
    return this;
  }

  /** The events that the server sent in a namespace since the last call. */
  getReceived({ namespace = '/' }: NamespaceOption = {}): Received[] {
    const received = this.#received.get(namespace) ?? [];
    this.#received.delete(namespace);
    return received;
  }

  /** Resolves when no event handler of the server runs, whichever client's event it was for. */
  settled(): Promise<void> {
    return this.#underWay.settled();
  }

  #open(): void {
    this.#end();
    const session = new MemorySession(environOf(this.#request), {
      text: (data) => this.#text(data),
      binary: (data) => this.#binary(data),
      closed: (reason) => {
        if (this.#session !== session) return;
        const handler = this.#handler;
        this.#forget();
        handler?.close(reason);
      },
    });
    this.#session = session;
    this.#handler = this.#server.handleSession(session);
    this.#forgetShutdown = beforeShutdown(this.#server, () => session.close('server shutting down'));
  }

  #end(): void {
    const session = this.#session;
    if (session?.open === true) session.close('client disconnect');
  }

  /** The connection is gone, and what waited for an answer on it gets none. */
  #forget(): void {
    this.#forgetShutdown?.();
    this.#session = undefined;
    this.#handler = undefined;
    this.#partial = undefined;
    this.#sids.clear();
    for (const answer of this.#answers.values()) answer();
    this.#answers.clear();
    this.#calls.giveUp();
  }

  #left(namespace: string): void {
    this.#sids.delete(namespace);
    this.#calls.giveUp(namespace);
  }

  #connected(namespace: string): void {
    checkNamespace(namespace);
    if (!this.isConnected(namespace)) throw new DisconnectedError(`The test client is not connected to ${namespace}`);
  }

  #deliver({ text, attachments = [] }: Encoded): void {
    this.#handler?.text(text);
    for (const bytes of attachments) this.#handler?.binary(Buffer.from(bytes));
  }

  #text(data: string): void {
    const packet = decodeText(data, { maxAttachments: LIMIT });
    if (packet.attachments > 0) this.#partial = new Reconstruction(packet, LIMIT);
    else this.#packet(packet);
  }

  #binary(data: Uint8Array): void {
    const packet = this.#partial?.add(data);
    if (packet === undefined) return;
    this.#partial = undefined;
    this.#packet(packet);
  }

  #packet({ type, namespace, data, id }: Packet): void {
    switch (type) {
      case PacketType.CONNECT:
        this.#sids.set(namespace, (data as { sid: string }).sid);
        this.#decided(namespace);
        return;
      case PacketType.CONNECT_ERROR:
        this.#rejections.set(namespace, data as Rejection);
        this.#decided(namespace);
        return;
      case PacketType.DISCONNECT:
        this.#left(namespace);
        return;
      case PacketType.ACK:
      case PacketType.BINARY_ACK:
        this.#calls.answer(id as number, data as unknown[]);
        return;
      default:
        this.#event(namespace, data as [string, ...unknown[]], id);
    }
  }

  #decided(namespace: string): void {
    this.#answers.get(namespace)?.();
    this.#answers.delete(namespace);
  }

  #event(namespace: string, [name, ...args]: [string, ...unknown[]], id: number | undefined): void {
    const received = this.#received.get(namespace) ?? [];
    received.push({ name, args, namespace });
    this.#received.set(namespace, received);
    const handler = this.#handlers.get(name);
    if (handler === undefined) return;
    const answer = Promise.resolve(handler(...(args as never[])));
    if (id === undefined) return;
    // Later than now, as over a network: the server is still in the middle of its emit.
    void answer.then((value) => {
      if (this.isConnected(namespace)) this.#deliver(encodeAck(namespace, id, toArguments(value)));
    });
  }
}

/**
 * Connects a client to a server, or to an application's, in this process.
 *
 * @throws TypeError for what is neither, and for a namespace without a slash.
 * @example
 * const client = await testClient(sio);
 * expect(await client.call('my event', { a: 1 })).toBe('ack');
 */
export async function testClient(
  // biome-ignore lint/suspicious/noExplicitAny: a server of whatever events
  target: Server<any, any, any, any> | { readonly server: Server },
  { namespace, ...options }: TestClientOptions = {},
): Promise<TestClient> {
  const server = serverOf(target);
  const { auth: _, ...request } = options;
  const client = new TestClient(server, request);
  await client.connect(namespace, { auth: options.auth });
  return client;
}

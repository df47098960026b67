import { type CloseReason, Connection, type ConnectionHandler, Network } from '@x/engineio-client';
import type { Decoder, EncodedMessages, Packet, PacketFields, Serializer } from '@x/socketio-parser';
import { backoff } from './backoff.js';
import type { Channel } from './channel.js';
import { type Log, toLogger } from './log.js';
import type { ClientOptions, ConnectOptions, Resolvable } from './options.js';
import { watchPage } from './page.js';
import { resolve } from './resolvable.js';
import { after } from './timer.js';
import { WireSerializer } from './wire.js';

/**
 * `idle` without anybody to connect for, `connecting` up to the Engine.IO handshake, `open`, `waiting` for the next
 * attempt. From each of the others `stop` leads to `idle`.
 */
export type LinkState = 'idle' | 'connecting' | 'open' | 'waiting';

/** Everything that a link needs to know of its clients' options. */
export type LinkOptions = ClientOptions & ConnectOptions;

/** The way to one server, for any number of namespaces: makes connections, one after the other, for as long as wanted. */
export class Link {
  readonly options: LinkOptions;
  readonly log: Log;
  readonly channels = new Map<string, Channel>();
  /** Called when it was in use and no longer is. */
  released: () => void = () => {};
  readonly #url: Resolvable<string>;
  readonly #network = new Network();
  readonly #serializer: Serializer;
  readonly #decoder: Decoder;
  #state: LinkState = 'idle';
  #connection: Connection | undefined;
  #cancel = () => {};
  #attempts = 0;
  /** Counts starts and stops, so that what was under way at a stop is known to be late. */
  #epoch = 0;
  #retry = false;
  #unwatch: (() => void) | undefined;

  constructor(url: Resolvable<string>, options: LinkOptions) {
    const { serializer, json } = options;
    this.#url = url;
    this.options = options;
    this.log = toLogger(options.logger);
    this.#serializer = !serializer || serializer === 'default' ? new WireSerializer(json) : serializer;
    this.#decoder = this.#serializer.createDecoder();
  }

  get state(): LinkState {
    return this.#state;
  }

  get transport(): 'polling' | 'websocket' | undefined {
    return this.#state === 'open' ? this.#connection!.transport : undefined;
  }

  get writable(): boolean {
    return this.check() && this.#connection!.writable;
  }

  /** Whether packets can be sent; notices a connection that died while timers stood still. */
  check(): boolean {
    return this.#state === 'open' && this.#connection!.check();
  }

  /** Connects a namespace, and the link itself where that is due. */
  add(channel: Channel, retry = false): void {
    this.channels.set(channel.namespace, channel);
    if (this.#state === 'open') channel.opened();
    if (this.#state !== 'idle') return;
    this.#retry = retry;
    this.#attempts = 0;
    this.#unwatch = watchPage({ wake: () => this.#wake(), lost: () => this.#connection?.abort('transport close') });
    void this.#connect();
  }

  /** Forgets a namespace; without any left, the connection ends. Settles when it has. */
  async remove(channel: Channel): Promise<void> {
    if (this.channels.get(channel.namespace) === channel) this.channels.delete(channel.namespace);
    if (this.channels.size > 0) return;
    this.#stop();
    await this.#connection?.closed;
  }

  encode(packet: PacketFields): EncodedMessages {
    return this.#serializer.encode(packet);
  }

  send({ text, attachments }: EncodedMessages): void {
    this.#connection?.send(text, attachments);
  }

  /** A namespace is connected: the server works, so the next trouble starts with short delays again. */
  succeeded(): void {
    this.#attempts = 0;
  }

  /** The delay before the next attempt, or `undefined` when there were enough. */
  nextDelay(): number | undefined {
    const { reconnection = true, reconnectionAttempts } = this.options;
    if (!reconnection || (reconnectionAttempts && this.#attempts >= reconnectionAttempts)) return undefined;
    return backoff(this.#attempts++, this.options);
  }

  async #connect(): Promise<void> {
    this.#state = 'connecting';
    const epoch = ++this.#epoch;
    const { headers, query, path = '/socket.io/', engineioLogger, ...options } = this.options;
    try {
      const values = await Promise.all([resolve(this.#url), resolve(headers), resolve(query)]);
      // Stopped meanwhile, and perhaps started anew.
      if (epoch !== this.#epoch) return;
      const logger = engineioLogger ? toLogger(engineioLogger) : undefined;
      const settings = { ...options, path, headers: values[1], query: values[2], logger };
      // The path of a URL is often meant to name a namespace or the endpoint; it does neither.
      if (!this.#connection && /^\w+:\/\/[^/?#]+\/[^?#]/.test(values[0])) {
        this.log.warn(`the path of ${values[0]} is ignored: see the options "namespaces" and "path"`);
      }
      this.#connection = new Connection(values[0], settings, this.#handler(), this.#network);
    } catch (error) {
      if (epoch === this.#epoch) this.#closed('transport error', error as Error);
    }
  }

  #handler(): ConnectionHandler {
    return {
      open: () => {
        this.#state = 'open';
        for (const channel of [...this.channels.values()]) channel.opened();
      },
      text: (data) => this.#receive(() => this.#decoder.text(data)),
      binary: (data) => this.#receive(() => this.#decoder.binary(data)),
      // A server that means it says so to the namespaces; one that just closes the connection may come back.
      close: (reason, error) => this.#closed(reason === 'server disconnect' ? 'transport close' : reason, error),
    };
  }

  #receive(decode: () => Packet | undefined): void {
    let packet: Packet | undefined;
    try {
      packet = decode();
    } catch (error) {
      this.#connection!.abort('parse error', error as Error);
      return;
    }
    if (packet) this.channels.get(packet.namespace)?.receive(packet);
  }

  #closed(reason: CloseReason, error: Error | undefined): void {
    const { state } = this;
    this.#decoder.reset();
    if (state === 'idle') return;
    this.#state = 'waiting';
    this.log.info(`connection ${state === 'open' ? 'lost' : 'failed'}: ${error?.message ?? reason}`);
    for (const channel of [...this.channels.values()]) {
      if (state === 'open') channel.lost(reason);
      else channel.failed(error);
    }
    // A handler may have stopped or restarted all this.
    if (this.#state !== 'waiting') return;
    const delay = state === 'open' || this.#retry ? this.nextDelay() : undefined;
    if (delay === undefined) this.#giveUp();
    else {
      this.#retry = true;
      this.log.info(`next attempt in ${Math.round(delay)} ms`);
      this.#cancel = after(delay, () => this.#again());
    }
  }

  #giveUp(): void {
    const channels = [...this.channels.values()];
    this.channels.clear();
    this.#stop();
    for (const channel of channels) channel.ended();
  }

  #stop(): void {
    if (this.#state === 'idle') return;
    this.#state = 'idle';
    this.released();
    this.#epoch++;
    this.#cancel();
    this.#unwatch?.();
    void this.#connection?.close();
  }

  /** The page is awake, or the network back: no reason to wait any longer. */
  #wake(): void {
    this.check();
    if (this.#state === 'waiting') this.#again();
  }

  #again(): void {
    this.#cancel();
    for (const channel of this.channels.values()) channel.retrying(this.#attempts);
    void this.#connect();
  }
}

import type { Socket } from 'node:net';
import { decodePercent, readBrokerUrl } from '@x/socketio-adapter';
import { type Channel, type ChannelModel, connect, type Options, type RecoveringChannelModel } from 'amqplib';

/** Milliseconds until an attempt to connect fails. */
const CONNECT_TIMEOUT = 10_000;
/** Seconds: after twice as many without a sign of life a connection counts as lost. */
const HEARTBEAT = 15;

const FORM = { broker: 'AMQP', schemes: ['amqp', 'amqps'], example: 'amqp://user:password@host:port/vhost' };

/** A connection of amqplib, also one that recovers by itself. */
export type AmqpConnection = ChannelModel | RecoveringChannelModel;

/** What `amqplib.connect` takes as its second argument: TLS, timeouts, client properties. */
export type ConnectionOptions = NonNullable<Parameters<typeof connect>[1]>;

/** A connection in use, with what must be done when the use is over. */
export interface Borrowed {
  readonly connection: AmqpConnection;
  /** Closes it, unless it is the application's own. */
  release(): Promise<void>;
}

/** Opens a connection of our own. */
export async function open(url: string, options: ConnectionOptions): Promise<Borrowed> {
  const settings = { timeout: CONNECT_TIMEOUT, keepAlive: true, noDelay: true, ...options };
  const connection: ChannelModel = await connect(readUrl(url), settings);
  // Its close event, which follows, says it all; without a listener this one would end the process.
  connection.on('error', () => {});
  return {
    connection,
    release: () => close(connection),
  };
}

/** Uses a connection that the application made, or makes when asked. */
export async function borrow(given: AmqpConnection | (() => Promise<AmqpConnection>)): Promise<Borrowed> {
  if (typeof given !== 'function') return { connection: given, release: () => Promise.resolve() };
  const connection = await given();
  connection.on('error', () => {});
  return { connection, release: () => close(connection) };
}

/** Decides whether a channel's connection keeps the process alive. The heartbeats of amqplib, which would, no longer do. */
export function keepAlive(channel: Channel, keeps: boolean): void {
  type Timer = { unref?(): void } | undefined;
  type Internals = { stream?: Partial<Socket>; heartbeater?: { sendTimer: Timer; recvTimer: Timer } };
  const { stream, heartbeater } = channel.connection as Internals;
  if (keeps) stream?.ref?.();
  else stream?.unref?.();
  for (const timer of [heartbeater?.sendTimer, heartbeater?.recvTimer]) timer?.unref?.();
}

async function close(connection: AmqpConnection): Promise<void> {
  try {
    await connection.close();
  } catch {
    // It was closed already.
  }
}

/**
 * Reads `amqp://user:password@host:port/vhost` and `amqps://...`. As for kombu, an empty virtual host is `/`, and so is
 * the `//` at the end of `amqp://guest:guest@localhost:5672//`.
 *
 * @throws TypeError for what is no such URL; passwords are not repeated.
 */
export function readUrl(text: string): Options.Connect {
  const url = readBrokerUrl(text, FORM);
  const [first, second] = url.hosts;
  if (first === undefined || second !== undefined)
    throw new TypeError(`"${url.shown}" names several hosts: one is used`);
  const heartbeat = url.query.get('heartbeat') ?? String(HEARTBEAT);
  if (!/^\d+$/.test(heartbeat)) throw new TypeError(`"${url.shown}": heartbeat is a number of seconds`);
  if (url.path !== '/' && url.path.includes('/')) {
    throw new TypeError(`"${url.shown}": a / in the name of a virtual host is written %2F`);
  }
  const vhost = decodePercent(url.path);
  return {
    protocol: url.scheme,
    hostname: first.host || 'localhost',
    port: first.port ?? (url.scheme === 'amqps' ? 5671 : 5672),
    username: url.username || 'guest',
    password: url.password || 'guest',
    // Decoded once more by amqplib.
    vhost: encodeURIComponent(vhost === '' ? '/' : vhost),
    heartbeat: Number(heartbeat),
  };
}

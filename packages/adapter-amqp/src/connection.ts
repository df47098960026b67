import { type ChannelModel, connect, type Options, type RecoveringChannelModel } from 'amqplib';

/** Milliseconds until an attempt to connect fails. */
const CONNECT_TIMEOUT = 10_000;
/** Seconds: after twice as many without a sign of life a connection counts as lost. */
const HEARTBEAT = 15;

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
  const scheme = /^(amqps?):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new TypeError('An AMQP URL begins with amqp:// or amqps://');
  let url: URL;
  try {
    // The URL standard gives hosts a meaning for known schemes only, and wants one.
    const start = /^[^:]+:\/\/(?:[^@/]*@)?/.exec(text)?.[0] ?? '';
    const rest = text.slice(start.length);
    url = new URL(/^(?:[:/?]|$)/.test(rest) ? `${start}localhost${rest}` : text);
  } catch {
    throw new TypeError(`This is no AMQP URL; expected ${scheme}://user:password@host:port/vhost`);
  }
  const vhost = decodeURIComponent(url.pathname.slice(1));
  return {
    protocol: scheme,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (scheme === 'amqps' ? 5671 : 5672),
    username: decodeURIComponent(url.username) || 'guest',
    password: decodeURIComponent(url.password) || 'guest',
    // Decoded once more by amqplib.
    vhost: encodeURIComponent(vhost === '' ? '/' : vhost),
    heartbeat: Number(url.searchParams.get('heartbeat') ?? HEARTBEAT),
  };
}

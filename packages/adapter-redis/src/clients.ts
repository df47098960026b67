import type { Socket } from 'node:net';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { readUrl } from './url.js';

export type RedisClient = Redis | Cluster;

/** What a connection is made from: a function, so that every attempt begins with a fresh one. */
export type ClientFactory = () => RedisClient;

/** Milliseconds that a connection may take, its greetings included: a peer that froze accepts it and says nothing. */
const CONNECT_LIMIT = 10_000;
/** Milliseconds between looks whether a silent connection is still one. */
const CHECK_INTERVAL = 10_000;
/** Coming back is the manager's business: a client of ours lives as long as its connection. */
const ONE_CONNECTION = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
} as const;
/** The shape of replies is of no interest; said because its type must be. */
const REPLIES = { replyMapping: 'legacy' } as const;
const SINGLE = {
  ...ONE_CONNECTION,
  maxRetriesPerRequest: 0,
  ...REPLIES,
  retryStrategy: () => null,
  sentinelRetryStrategy: () => null,
} as const;
const CLUSTERED = { ...ONE_CONNECTION, clusterRetryStrategy: () => null } as const;

/** Clients for one URL, or for the nodes of a Redis Cluster when there are several. */
export function clientsFor(url: string | readonly string[], channel: string, options: RedisOptions): ClientFactory {
  if (!Array.isArray(url)) {
    const settings = { ...readUrl(url as string, channel), ...options, ...SINGLE };
    return () => new Redis(settings);
  }
  const nodes = url.map((each: string) => readUrl(each, channel));
  if (nodes.length === 0) throw new TypeError('The list of Redis Cluster nodes is empty');
  const { host: _host, port: _port, db: _db, ...shared } = { ...nodes[0], ...options };
  const startup = nodes.map(({ host, port }) => ({ host: host ?? 'localhost', port: port ?? 6379 }));
  return () => new Cluster(startup, { ...CLUSTERED, redisOptions: { ...shared, ...REPLIES } });
}

/** Clients with the configuration of one that the application made: its own one cannot subscribe and publish at once. */
export function duplicatesOf(client: RedisClient): ClientFactory {
  return () => (isCluster(client) ? client.duplicate([], CLUSTERED) : client.duplicate(SINGLE));
}

/** Connects, and says why when it cannot: ioredis tells listeners the reason, and the promise only that it failed. */
export async function connect(client: RedisClient, lost: (error: Error) => void): Promise<void> {
  let reason: Error | undefined;
  client.on('error', (error: Error) => {
    reason = error;
  });
  let check: NodeJS.Timeout | undefined;
  client.on('end', () => {
    clearInterval(check);
    lost(reason ?? new Error('Redis closed the connection'));
  });
  const limit = setTimeout(() => {
    reason ??= new Error(`no answer within ${CONNECT_LIMIT / 1000} s`);
    client.disconnect();
  }, CONNECT_LIMIT).unref();
  try {
    await client.connect().finally(() => clearTimeout(limit));
    check = checkRegularly(client);
  } catch (error) {
    client.disconnect();
    const cause = reason ?? error;
    throw isUnwritten(cause) ? new Error('not connected', { cause }) : cause;
  }
}

/** A peer that vanished without a word leaves a connection that looks well for hours: asks it now and then. */
function checkRegularly(client: RedisClient): NodeJS.Timeout {
  let answered = true;
  return setInterval(() => {
    if (!answered) return client.disconnect();
    answered = false;
    client.ping().then(
      () => {
        answered = true;
      },
      (error: unknown) => {
        // "No permission" is an answer too.
        answered = isReply(error);
      },
    );
  }, CHECK_INTERVAL).unref();
}

/** Waits for a client that the application made, as far as it is about to connect. */
export async function whenReady(client: RedisClient): Promise<void> {
  if (client.status === 'wait') await client.connect();
  if (client.status !== 'connecting' && client.status !== 'connect') return;
  await new Promise<void>((resolve) => {
    const end = () => {
      for (const event of ['ready', 'close', 'end']) client.off(event, end);
      resolve();
    };
    for (const event of ['ready', 'close', 'end']) client.on(event, end);
  });
}

/** Errors that Redis itself replies with: the connection works. */
export function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

/** Whether ioredis did not even write the command. It says so in words of its options, which are not for our users. */
export function isUnwritten(error: unknown): boolean {
  return error instanceof Error && error.message.endsWith('enableOfflineQueue options is false');
}

/** Lets the process end although the connection is open. */
export function unref(client: RedisClient): void {
  const nodes = isCluster(client) ? client.nodes() : [client];
  for (const { stream } of nodes) (stream as Partial<Socket> | undefined)?.unref?.();
}

/** Whether it is a client of ioredis, of whichever copy. */
export function isClient(value: unknown): value is RedisClient {
  const { publish, duplicate, connect } = (value ?? {}) as Partial<Record<string, unknown>>;
  return [publish, duplicate, connect].every((method) => typeof method === 'function');
}

/** By its mark, as another copy of ioredis may have made it. */
function isCluster(client: RedisClient): client is Cluster {
  return (client as { isCluster?: boolean }).isCluster === true;
}

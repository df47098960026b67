import type { Manager, PubSubManager, PubSubOptions } from '@x/socketio-adapter';
import { SocketIOError } from '@x/socketio-server';
import { LoadedManager } from './loaded-manager.js';
import { processWide } from './process-wide.js';

/** Makes the manager for a queue's URL. */
export type QueueFactory = (url: string, options: PubSubOptions) => Manager;

const factories = processWide('queues', () => new Map<string, QueueFactory>(ours()));

/**
 * Teaches `messageQueue` another kind of URL.
 *
 * @param scheme what stands before `//`, such as `nats:`; its colon may be left out.
 *
 * @example
 * registerQueue('nats:', (url, options) => new NatsManager(url, options));
 */
export function registerQueue(scheme: string, factory: QueueFactory): void {
  factories.set(scheme.replace(/:?$/, ':'), factory);
}

/** @throws SocketIOError `INVALID_ARGUMENT` for a URL that nobody knows. */
export function managerFor(url: string, options: PubSubOptions): Manager {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase();
  const factory = scheme === undefined ? undefined : factories.get(scheme);
  if (factory !== undefined) return factory(url, options);
  const known = [...factories.keys()].map((name) => `${name}//`).join(', ');
  // A URL may hold a password: of one that is not understood only the beginning is safe to tell.
  throw new SocketIOError(
    'INVALID_ARGUMENT',
    `messageQueue: ${scheme === undefined ? 'the value is no URL' : `nothing is registered for ${scheme}//`}; known are ${known}. For others there is registerQueue()`,
  );
}

function* ours(): Iterable<[string, QueueFactory]> {
  const redis = from('@x/adapter-redis', async (url, options) => {
    const { RedisManager } = await import('@x/adapter-redis');
    return new RedisManager(url, options);
  });
  const schemes = ['redis:', 'rediss:', 'redis+sentinel:', 'rediss+sentinel:', 'unix:', 'valkey:', 'valkeys:'];
  for (const scheme of [...schemes, 'valkey+sentinel:', 'valkeys+sentinel:']) yield [scheme, redis];
  const amqp = from('@x/adapter-amqp', async (url, options) => {
    const { AmqpManager } = await import('@x/adapter-amqp');
    return new AmqpManager(url, options);
  });
  yield ['amqp:', amqp];
  yield ['amqps:', amqp];
  const kafka = from('@x/adapter-kafka', async (url, options) => {
    const { KafkaManager } = await import('@x/adapter-kafka');
    return new KafkaManager(url, options);
  });
  yield ['kafka:', kafka];
}

function from(name: string, load: (url: string, options: PubSubOptions) => Promise<PubSubManager>): QueueFactory {
  return (url, options) => new LoadedManager(name, () => load(url, options), options);
}

import { AmqpManager } from '@x/adapter-amqp';
import { reachable } from '@x/adapter-contract';
import { KafkaManager } from '@x/adapter-kafka';
import { RedisManager } from '@x/adapter-redis';
import type { PubSubManager, PubSubOptions } from '@x/socketio-adapter';

export interface Broker {
  readonly name: string;
  /** As `pnpm services` and the Python server call it. */
  readonly key: 'redis' | 'rabbitmq' | 'kafka';
  readonly url: string;
  /** The variable by which `pnpm services` is told another address. */
  readonly variable: string;
  readonly there: boolean;
  manager(url: string, options: PubSubOptions): PubSubManager;
}

const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const amqpUrl = process.env['AMQP_URL'] ?? 'amqp://127.0.0.1:5672';
const kafkaUrl = process.env['KAFKA_URL'] ?? 'kafka://127.0.0.1:9092';
const skipped = 'the cluster tests';

/** The brokers that Python's asynchronous servers share with ours. */
export const BROKERS: readonly Broker[] = [
  {
    name: 'Redis',
    key: 'redis',
    url: redisUrl,
    variable: 'REDIS_URL',
    there: await reachable({ name: 'Redis', url: redisUrl, skipped }),
    manager: (url, options) => new RedisManager(url, options),
  },
  {
    name: 'RabbitMQ',
    key: 'rabbitmq',
    url: amqpUrl,
    variable: 'AMQP_URL',
    there: await reachable({ name: 'RabbitMQ', url: amqpUrl, skipped }),
    manager: (url, options) => new AmqpManager(url, options),
  },
];

/** The same with the one for which Python has no asynchronous manager. */
export const ALL_BROKERS: readonly Broker[] = [
  ...BROKERS,
  {
    name: 'Kafka',
    key: 'kafka',
    url: kafkaUrl,
    variable: 'KAFKA_URL',
    there: await reachable({ name: 'Kafka', url: kafkaUrl, skipped }),
    manager: (url, options) => new KafkaManager(url, options),
  },
];

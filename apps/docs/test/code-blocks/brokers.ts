import { reachable } from '@x/adapter-contract';
import type { BrokerName } from './words.js';

/** Where the ports that a page names are: `6379` of this machine, say, at the Redis that is there for tests. */
export type Routes = Record<string, { host: string; port: number }>;

const BROKERS: Record<BrokerName, { name: string; url: string; port: number }> = {
  redis: { name: 'Redis', url: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379', port: 6379 },
  rabbitmq: { name: 'RabbitMQ', url: process.env['AMQP_URL'] ?? 'amqp://127.0.0.1:5672', port: 5672 },
  kafka: { name: 'Kafka', url: process.env['KAFKA_URL'] ?? 'kafka://127.0.0.1:9092', port: 9092 },
};

export function routesOf(brokers: readonly BrokerName[]): Routes {
  const routes: Routes = {};
  for (const { url, port: standard } of brokers.map((name) => BROKERS[name])) {
    const { hostname, port } = new URL(url.split(',')[0]!);
    const route = { host: hostname || '127.0.0.1', port: Number(port) || standard };
    // Under its own port too: Kafka tells its clients where it is.
    Object.assign(routes, { [standard]: route, [route.port]: route });
  }
  return routes;
}

const asked = new Map<BrokerName, Promise<boolean>>();

/** Whether a broker is there. A missing one is told once, and is an error under `CI=true`. */
export function isThere(broker: BrokerName): Promise<boolean> {
  const { name, url, port: standard } = BROKERS[broker];
  const first = new URL(url.split(',')[0]!);
  const where = `${first.protocol}//${first.hostname || '127.0.0.1'}:${first.port || standard}`;
  const answer = asked.get(broker) ?? reachable({ name, url: where, skipped: 'code blocks that need it' });
  asked.set(broker, answer);
  return answer;
}

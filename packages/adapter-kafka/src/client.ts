import { type Logger, readBrokerUrl } from '@x/socketio-adapter';
import { Kafka, type KafkaConfig, type logCreator } from 'kafkajs';

const DEFAULT_PORT = 9092;
const FORM = { broker: 'Kafka', schemes: ['kafka'], example: 'kafka://host:port' };

/** Made for our own retries: kafkajs gives up soon and says so, rather than trying on its own for a minute. */
const BRISK = { connectionTimeout: 5000, requestTimeout: 15_000, retry: { initialRetryTime: 100, retries: 2 } };

/** A client of our own. What kafkajs says about lost connections goes to `debug`: the manager has one line for it. */
export function makeClient(
  urls: string | readonly string[],
  options: Partial<KafkaConfig>,
  logger: () => Logger,
): Kafka {
  const toLogger: logCreator =
    () =>
    ({ namespace, log }) =>
      logger().debug(`kafkajs ${namespace}: ${log.message}`);
  return new Kafka({ clientId: 'socketio', brokers: readUrls(urls), logCreator: toLogger, ...BRISK, ...options });
}

/**
 * The brokers that `kafka://host:port` names, or a list of such URLs, or several hosts in one with commas between.
 *
 * @throws TypeError for what is no such URL; passwords are not repeated.
 */
export function readUrls(urls: string | readonly string[]): string[] {
  const list: readonly unknown[] = Array.isArray(urls) ? urls : [urls];
  if (list.length === 0) throw new TypeError('The list of Kafka brokers is empty');
  return list.flatMap((text) => {
    const { hosts, username, password, path, query, shown } = readBrokerUrl(text, FORM);
    if (username !== '' || password !== '') {
      throw new TypeError(`"${shown}": a login stands in kafkaOptions.sasl, as its mechanism must be said too`);
    }
    if (path !== '' || query.size > 0) throw new TypeError(`"${shown}": a Kafka URL ends with the port`);
    return hosts.map(({ host, port = DEFAULT_PORT }) => `${bracketed(host || 'localhost')}:${port}`);
  });
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

import type { Logger } from '@x/socketio-adapter';
import { Kafka, type KafkaConfig, type logCreator } from 'kafkajs';

const DEFAULT_PORT = 9092;

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
 * @throws TypeError for what is no such URL.
 */
export function readUrls(urls: string | readonly string[]): string[] {
  const brokers = (typeof urls === 'string' ? [urls] : urls).flatMap((url) => {
    const hosts = /^kafka:\/\/(?<hosts>[^/@?#]*)\/?$/i.exec(url)?.groups?.['hosts'];
    if (hosts === undefined) throw new TypeError(`A Kafka URL is kafka://host:port, not "${withoutLogin(url)}"`);
    return (hosts === '' ? 'localhost' : hosts).split(',').map(withPort);
  });
  if (brokers.length === 0) throw new TypeError('The list of Kafka brokers is empty');
  return brokers;
}

function withPort(host: string): string {
  return /:\d+$/.test(host) && !host.endsWith(']') ? host : `${host}:${DEFAULT_PORT}`;
}

function withoutLogin(url: string): string {
  return url.replace(/\/\/[^@]*@/, '//...@');
}

import { type BrokerUrl, decodePercent, readBrokerUrl } from '@x/socketio-adapter';
import type { RedisOptions } from 'ioredis';

const FORM = {
  broker: 'Redis',
  schemes: [
    'redis',
    'rediss',
    'unix',
    'valkey',
    'valkeys',
    'redis+sentinel',
    'rediss+sentinel',
    'valkey+sentinel',
    'valkeys+sentinel',
  ],
  example: 'redis://user:password@host:port/db',
};
const SENTINEL = 'redis+sentinel://host1:port1,host2:port2/db/service';
const DEFAULT_PORT = 6379;

/**
 * Reads a URL as python-socketio does. The forms are
 * `redis://user:password@host:port/db` (also `valkey:`; `rediss:` and `valkeys:` for TLS), `unix:///path/to.sock?db=1` and
 * `redis+sentinel://user:password@host1:port1,host2:port2/db/service`.
 *
 * @param channel is the Sentinel service when the URL names none.
 * @throws TypeError that says what is wrong; passwords are not repeated.
 */
export function readUrl(text: string, channel: string): RedisOptions {
  const url = readBrokerUrl(text, FORM);
  const [kind = '', sentinel] = url.scheme.split('+');
  const login = {
    ...(url.username === '' ? {} : { username: url.username }),
    ...(url.password === '' ? {} : { password: url.password }),
  };
  const secure = kind === 'rediss' || kind === 'valkeys';
  if (sentinel !== undefined) return { ...readSentinels(url, channel, secure), ...login };
  for (const name of url.query.keys()) {
    if (name !== 'db') throw new TypeError(`"${url.shown}": only db can stand after the ?; use the redisOptions`);
  }
  const { host, port } = onlyHost(url);
  if (kind === 'unix') {
    return { path: decodePercent(`/${url.path}`), ...login, ...database(url, url.query.get('db') ?? '') };
  }
  const where = { host: host || 'localhost', port: port ?? DEFAULT_PORT };
  return { ...where, ...login, ...database(url, url.query.get('db') ?? url.path), ...(secure ? { tls: {} } : {}) };
}

function readSentinels(url: BrokerUrl, channel: string, secure: boolean): RedisOptions {
  const sentinels = url.hosts.map(({ host, port }) => {
    if (host !== '' && port !== undefined) return { host, port };
    throw new TypeError(`"${url.shown}" is no Sentinel URL: it is ${SENTINEL}, with a port for every host`);
  });
  const [db = '', service = ''] = url.path.split('/');
  return {
    sentinels,
    name: service === '' ? channel : decodePercent(service),
    ...database(url, db),
    ...(secure ? { tls: {}, enableTLSForSentinelMode: true } : {}),
  };
}

function onlyHost({ hosts: [first, second], shown }: BrokerUrl) {
  if (first !== undefined && second === undefined) return first;
  throw new TypeError(`"${shown}": several hosts stand in a ${SENTINEL}, or in a list of URLs for a Redis Cluster`);
}

function database({ shown }: BrokerUrl, text: string): { readonly db?: number } {
  if (text === '') return {};
  if (!/^\d+$/.test(text)) throw new TypeError(`"${shown}": the database of a Redis URL is a number, not "${text}"`);
  return { db: Number(text) };
}

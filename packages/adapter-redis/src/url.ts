import type { RedisOptions } from 'ioredis';

const SCHEMES = [
  'redis',
  'rediss',
  'unix',
  'valkey',
  'valkeys',
  'redis+sentinel',
  'rediss+sentinel',
  'valkey+sentinel',
];
const SENTINELS = /^[a-z+]+:\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/]+)(?:\/(?<db>\d*))?(?:\/(?<service>[^/?]+))?\/?$/i;

/**
 * Reads a URL as python-socketio does. The forms are
 * `redis://user:password@host:port/db` (also `valkey:`; `rediss:` and `valkeys:` for TLS), `unix:///path/to.sock?db=1` and
 * `redis+sentinel://user:password@host1:port1,host2:port2/db/service`.
 *
 * @param channel is the Sentinel service when the URL names none.
 * @throws TypeError that says what is wrong; passwords are not repeated.
 */
export function readUrl(url: string, channel: string): RedisOptions {
  const scheme = /^([a-z+]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined || !SCHEMES.includes(scheme)) {
    const what =
      scheme === undefined ? 'A Redis URL begins with redis://' : `Unsupported Redis URL scheme "${scheme}:"`;
    throw new TypeError(`${what}; supported are ${SCHEMES.map((name) => `${name}:`).join(', ')}`);
  }
  if (scheme.endsWith('+sentinel')) return readSentinelUrl(url, channel, scheme.startsWith('rediss'));
  // The URL standard gives hosts a meaning for known schemes only; http's is the one that is meant.
  const parsed = parse(`http${url.slice(scheme.length)}`, scheme);
  const login = credentials(parsed.username, parsed.password);
  const db = parsed.searchParams.get('db') ?? (scheme === 'unix' ? '' : parsed.pathname.slice(1));
  const database = db === '' ? {} : { db: readDatabase(db) };
  if (scheme === 'unix') return { path: decodeURIComponent(parsed.pathname), ...login, ...database };
  const tls = scheme === 'rediss' || scheme === 'valkeys' ? { tls: {} } : {};
  return { host: unbracket(parsed.hostname), port: Number(parsed.port) || 6379, ...login, ...database, ...tls };
}

/** `http:` needs a host; without one, it is this machine's (or, with a path alone, a socket's). */
function parse(url: string, scheme: string): URL {
  const start = /^http:\/\/(?:[^@/]*@)?/.exec(url)?.[0] ?? '';
  const rest = url.slice(start.length);
  const withHost = /^(?:[:/?]|$)/.test(rest) ? `${start}localhost${rest}` : url;
  try {
    return new URL(withHost);
  } catch {
    throw new TypeError(`This is no ${scheme}: URL; expected ${scheme}://user:password@host:port/db`);
  }
}

function readSentinelUrl(url: string, channel: string, secure: boolean): RedisOptions {
  const { user = '', hosts = '', db = '', service = channel } = SENTINELS.exec(url)?.groups ?? {};
  const sentinels = hosts.split(',').map((part) => {
    const { host, port } = /^(?<host>\[[^\]]+\]|[^:]+):(?<port>\d+)$/.exec(part)?.groups ?? {};
    if (host === undefined) {
      throw new TypeError(
        'A Sentinel URL is redis+sentinel://host1:port1,host2:port2/db/service, with a port for every host',
      );
    }
    return { host: unbracket(host), port: Number(port) };
  });
  const colon = user.indexOf(':');
  const login = credentials(colon === -1 ? user : user.slice(0, colon), colon === -1 ? '' : user.slice(colon + 1));
  return {
    sentinels,
    name: service,
    ...login,
    ...(db === '' ? {} : { db: readDatabase(db) }),
    ...(secure ? { tls: {}, enableTLSForSentinelMode: true } : {}),
  };
}

function credentials(username: string, password: string): RedisOptions {
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

function readDatabase(text: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`The database of a Redis URL is a number, not "${text}"`);
  return Number(text);
}

function unbracket(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** The parts of a broker's URL. */
export interface BrokerUrl {
  /** In lower case, without the colon. */
  readonly scheme: string;
  /** Empty when it is missing, as is the password. */
  readonly username: string;
  readonly password: string;
  /** One, or several that commas separate. A single host that is left out is empty; IPv6 addresses have no brackets. */
  readonly hosts: readonly BrokerHost[];
  /** What follows the first slash, as it stands. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The URL as it may be shown: without password. */
  readonly shown: string;
}

export interface BrokerHost {
  readonly host: string;
  readonly port: number | undefined;
}

/** What an adapter says of its URLs. */
export interface BrokerUrlForm {
  /** For people: `Redis`. */
  readonly broker: string;
  readonly schemes: readonly string[];
  readonly example: string;
}

/**
 * Reads `scheme://user:password@host:port/path?query` as Python does, whose clusters are joined with the same URLs. The URL
 * of the web is another one: it forgets port 80 and knows no lists of hosts.
 *
 * @throws TypeError that says what is wrong with which URL; passwords are not repeated.
 */
export function readBrokerUrl(url: unknown, { broker, schemes, example }: BrokerUrlForm): BrokerUrl {
  const supported = `supported are ${schemes.map((name) => `${name}:`).join(', ')}`;
  if (typeof url !== 'string') throw new TypeError(`The URL of ${broker} is a string such as ${example}, not ${url}`);
  const scheme = /^([a-z][a-z+]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  const shown = withoutPassword(url);
  if (scheme === undefined) {
    const article = /^[aeiou]/i.test(broker) ? 'An' : 'A';
    throw new TypeError(`${article} ${broker} URL begins with ${schemes[0]}://; "${shown}" does not`);
  }
  if (!schemes.includes(scheme)) throw new TypeError(`Unsupported ${broker} URL scheme "${scheme}:"; ${supported}`);
  const fail = (what: string): never => {
    throw new TypeError(`"${shown}" is no ${broker} URL: ${what}; expected ${example}`);
  };
  if (url.includes('#')) fail('a # in a password is written %23');
  const {
    authority = '',
    path = '',
    query = '',
  } = /^[^:]+:\/\/(?<authority>[^/?]*)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/s.exec(url)?.groups ?? {};
  if (scheme !== 'unix' && (path + query).includes('@')) fail('a / or ? in a password is written %2F or %3F');
  const at = authority.lastIndexOf('@');
  const login = authority.slice(0, Math.max(at, 0));
  const colon = login.indexOf(':');
  const hosts = authority
    .slice(at + 1)
    .split(',')
    .map((each) => readHost(each, fail));
  if (hosts.length > 1 && hosts.some(({ host }) => host === '')) fail('a host is missing beside a comma');
  return {
    scheme,
    username: decodePercent(colon === -1 ? login : login.slice(0, colon)),
    password: colon === -1 ? '' : decodePercent(login.slice(colon + 1)),
    hosts,
    path,
    query: new URLSearchParams(query),
    shown,
  };
}

function readHost(text: string, fail: (what: string) => never): BrokerHost {
  const groups = /^(?:\[(?<address>[^[\]]+)\]|(?<name>[^:[\]]*))(?::(?<port>.*))?$/s.exec(text)?.groups;
  const { address, name = '', port } = groups ?? {};
  if (groups === undefined || port?.includes(':')) return fail('an IPv6 address stands in brackets');
  const host = address ?? name;
  if (port === undefined) return { host, port };
  const number = /^\d+$/.test(port) ? Number(port) : 0;
  return number >= 1 && number <= 65_535 ? { host, port: number } : fail('the port is no number from 1 to 65535');
}

/** What is no percent encoding stands for itself, as with Python: `50%` is a password. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** Whatever may be one: also where an @ or a slash is missing. */
function withoutPassword(url: string): string {
  const hidden = url.replace(/(^|\/\/)(?:(?!\/\/).)*@/s, '$1***@');
  return hidden.replace(/(\/\/[^/]*:)(?!\d+(?:[/,?]|$))[^/,\]]*/s, '$1***');
}

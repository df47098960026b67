interface Cookie {
  readonly value: string;
  readonly expires: number;
  readonly path: string;
  readonly secure: boolean;
}

/** The cookies of one client: sent back to the host that set them, and to no other, until they expire. */
export class CookieJar {
  readonly #hosts = new Map<string, Map<string, Cookie>>();

  /** Keeps what the `Set-Cookie` headers of an answer from `url` say. */
  store(url: URL, headers: readonly string[] | undefined): void {
    for (const header of headers ?? []) {
      const [pair = '', ...attributes] = header.split(';');
      const [name, value] = split(pair);
      if (name === '') continue;
      const cookies = this.#hosts.get(url.hostname) ?? new Map<string, Cookie>();
      this.#hosts.set(url.hostname, cookies.set(name, cookie(value, attributes)));
    }
  }

  /** The `Cookie` header for a request to `url`, or `undefined`. */
  header(url: URL): string | undefined {
    const now = Date.now();
    const secure = url.protocol === 'https:' || url.protocol === 'wss:';
    const pairs: string[] = [];
    for (const [name, { value, expires, path, secure: secret }] of this.#hosts.get(url.hostname) ?? []) {
      if (expires > now && (secure || !secret) && covers(path, url.pathname)) pairs.push(`${name}=${value}`);
    }
    return pairs.length > 0 ? pairs.join('; ') : undefined;
  }
}

function split(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? ['', pair.trim()] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
}

function cookie(value: string, attributes: readonly string[]): Cookie {
  const found = new Map(
    attributes
      .map((attribute) => attribute.trim())
      .map((text) => {
        const equals = text.indexOf('=');
        return equals < 0 ? [text.toLowerCase(), ''] : [text.slice(0, equals).toLowerCase(), text.slice(equals + 1)];
      }),
  );
  return { value, expires: expiry(found), path: found.get('path') ?? '/', secure: found.has('secure') };
}

/** Max-Age wins over Expires (RFC 6265, section 5.3). */
function expiry(attributes: ReadonlyMap<string | undefined, string | undefined>): number {
  const seconds = Number(attributes.get('max-age') || Number.NaN);
  if (!Number.isNaN(seconds)) return Date.now() + seconds * 1000;
  const date = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(date) ? Number.POSITIVE_INFINITY : date;
}

function covers(path: string, pathname: string): boolean {
  if (!path.startsWith('/')) return true;
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

import { Link, type LinkOptions } from './link.js';
import type { Resolvable } from './options.js';

const shared = new Map<string, Link>();

/**
 * The link for a client: one of its own, or with `multiplex` the one that others of the same URL and path use, unless
 * it serves one of the namespaces already.
 */
export function acquireLink(url: Resolvable<string>, options: LinkOptions, namespaces: Iterable<string>): Link {
  if (!options.multiplex || typeof url !== 'string') return new Link(url, options);
  const key = `${url} ${options.path}`;
  const known = shared.get(key);
  if (known && !known.spent) {
    return [...namespaces].some((namespace) => known.channels.has(namespace)) ? new Link(url, options) : known;
  }
  const link = new Link(url, options);
  shared.set(key, link);
  return link;
}

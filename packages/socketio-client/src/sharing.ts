import { Link, type LinkOptions } from './link.js';
import type { Resolvable } from './options.js';

const shared = new Map<string, Link>();

/**
 * The link for a client: one of its own, or with `multiplex` the one that others of the same URL and path use, unless
 * it serves one of the namespaces already.
 */
export function acquireLink(url: Resolvable<string>, options: LinkOptions, namespaces: Iterable<string>): Link {
  const link = new Link(url, options);
  if (!options.multiplex || typeof url !== 'string') return link;
  const key = `${url} ${options.path}`;
  const known = shared.get(key);
  if (known) return [...namespaces].some((namespace) => known.channels.has(namespace)) ? link : known;
  shared.set(key, link);
  link.released = () => shared.delete(key);
  return link;
}

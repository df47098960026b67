import type { IncomingMessage } from 'node:http';
import { type ParsedUrlQuery, parse } from 'node:querystring';
import type { Environment } from './contract.js';

/** The first of the values of a header that proxies append to. */
export function firstOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  const first = text?.split(',', 1)[0]?.trim();
  return first === '' ? undefined : first;
}

/** Whether the connection that a request came over, to this process, is TLS. */
export function isEncrypted(request: IncomingMessage): boolean {
  return (request.socket as { encrypted?: boolean }).encrypted === true;
}

/** The snapshot of the request that opens a session; holds strings and the headers, not the request. */
export function environmentOf(request: IncomingMessage, protocol: 3 | 4, trustProxy: boolean | number): Environment {
  // A framework that mounts the engine under a prefix cuts it off `url`.
  const { url, query } = targetOf((request as { originalUrl?: string }).originalUrl ?? request.url ?? '/');
  return {
    headers: request.headers,
    query,
    url,
    method: request.method ?? 'GET',
    address: addressOf(request, trustProxy),
    secure: isSecure(request, trustProxy),
    protocol,
  };
}

type Target = Pick<Environment, 'url' | 'query'>;

let latest: Target = { url: '', query: compact(parse('')) };

/**
 * A request target and its query. Those who connect over WebSocket mostly ask for the very same one, and each session
 * keeps it: they share one copy, which nobody can change.
 */
function targetOf(url: string): Target {
  if (url === latest.url) return latest;
  const start = url.indexOf('?');
  latest = { url, query: compact(parse(start === -1 ? '' : url.slice(start + 1))) };
  return latest;
}

/** The same without prototype either, but laid out like an ordinary object, a quarter of the memory; and frozen. */
function compact(query: ParsedUrlQuery): Environment['query'] {
  for (const key in query) Object.freeze(query[key]);
  return Object.freeze(Object.assign(Object.setPrototypeOf({}, null) as ParsedUrlQuery, query));
}

function addressOf(request: IncomingMessage, trustProxy: boolean | number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trustProxy === false || trustProxy === 0) return direct;
  const hops = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  if (hops.length === 0) return direct;
  // Each proxy appends who it heard from: the n-th from the end is the one that the outermost trusted proxy saw.
  const index = trustProxy === true ? 0 : Math.max(0, hops.length - trustProxy);
  return hops[index] ?? direct;
}

function isSecure(request: IncomingMessage, trustProxy: boolean | number): boolean {
  if (trustProxy !== false && trustProxy !== 0) {
    const proto = firstOf(request.headers['x-forwarded-proto']);
    if (proto !== undefined) return proto.toLowerCase() === 'https';
  }
  return isEncrypted(request);
}

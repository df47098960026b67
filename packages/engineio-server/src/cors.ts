import type { IncomingMessage } from 'node:http';
import { firstOf, isEncrypted } from './environment.js';
import { wrong } from './option-checks.js';

/** Forms of `corsAllowedOrigins`. */
export type AllowedOrigins =
  | string
  | RegExp
  | readonly (string | RegExp)[]
  | ((origin: string, request: IncomingMessage) => boolean);

/** Header names and values in turn, as `writeHead` takes them. */
export type FlatHeaders = readonly string[];

const NONE: FlatHeaders = [];

/** Who may talk to the server from a page in a browser. A request without `Origin` is no business of this check. */
export class Cors {
  readonly #allowed: AllowedOrigins | undefined;
  readonly #credentials: boolean;
  readonly #handsOff: boolean;

  constructor(allowed: AllowedOrigins | undefined, credentials: boolean | undefined) {
    checkForm(allowed);
    const everyone = allowed === '*' || (Array.isArray(allowed) && allowed.includes('*'));
    this.#allowed = everyone ? '*' : allowed;
    this.#handsOff = Array.isArray(allowed) && allowed.length === 0;
    // Every site could act in the name of the user: that has to be asked for.
    this.#credentials = credentials ?? !everyone;
  }

  /** Headers for the answer, or `undefined` when the request comes from a page that may not connect. */
  check(request: IncomingMessage): FlatHeaders | undefined {
    const origin = request.headers.origin;
    if (origin === undefined || this.#handsOff) return NONE;
    if (!this.#isAllowed(origin, request)) return undefined;
    const headers = ['Access-Control-Allow-Origin', origin, 'Vary', 'Origin'];
    if (this.#credentials) headers.push('Access-Control-Allow-Credentials', 'true');
    return headers;
  }

  /** What a preflight request is told on top. */
  preflight(request: IncomingMessage): FlatHeaders {
    if (this.#handsOff) return NONE;
    const headers = ['Access-Control-Allow-Methods', 'OPTIONS, GET, POST'];
    const asked = request.headers['access-control-request-headers'];
    if (asked !== undefined) headers.push('Access-Control-Allow-Headers', asked);
    return headers;
  }

  /** For the log: why a request was turned down, and what can be done about it. */
  explain(request: IncomingMessage): string {
    const origin = JSON.stringify(request.headers.origin);
    if (this.#allowed !== undefined) return `${origin} is not among corsAllowedOrigins`;
    const seen = `${isEncrypted(request) ? 'https' : 'http'}://${request.headers.host ?? ''}`;
    return (
      `${origin} is not the origin of this server, which is ${JSON.stringify(seen)} as far as it can tell: ` +
      'have the proxy send X-Forwarded-Proto and X-Forwarded-Host, or name the origin in corsAllowedOrigins'
    );
  }

  #isAllowed(origin: string, request: IncomingMessage): boolean {
    const allowed = this.#allowed;
    if (allowed === undefined) return isSameOrigin(origin, request);
    if (allowed === '*') return true;
    if (typeof allowed === 'function') return allowed(origin, request) === true;
    if (Array.isArray(allowed)) return allowed.some((entry) => matches(entry, origin));
    return matches(allowed as string | RegExp, origin);
  }
}

/** @throws TypeError for what could only fail once a browser comes. */
function checkForm(allowed: unknown): void {
  const isPattern = (entry: unknown): boolean => typeof entry === 'string' || entry instanceof RegExp;
  if (allowed === undefined || typeof allowed === 'function') return;
  if (Array.isArray(allowed) ? allowed.every(isPattern) : isPattern(allowed)) return;
  const rule = 'must be an origin, a pattern, a list of these, or a function';
  const entry = Array.isArray(allowed) ? allowed.find((one) => !isPattern(one)) : allowed;
  throw wrong('corsAllowedOrigins', rule, entry);
}

function matches(entry: string | RegExp, origin: string): boolean {
  if (typeof entry === 'string') return entry === origin;
  entry.lastIndex = 0;
  return entry.test(origin);
}

/**
 * Whether a page of this very server asks. What a proxy reports counts without being trusted otherwise, because no page
 * can make a browser forge these headers.
 */
function isSameOrigin(origin: string, request: IncomingMessage): boolean {
  const { headers } = request;
  const scheme = isEncrypted(request) ? 'https' : 'http';
  const host = headers.host ?? '';
  if (sameOrigin(origin, scheme, host)) return true;
  const forwardedScheme = firstOf(headers['x-forwarded-proto']);
  const forwardedHost = firstOf(headers['x-forwarded-host']);
  if (forwardedScheme === undefined && forwardedHost === undefined) return false;
  return sameOrigin(origin, forwardedScheme ?? scheme, forwardedHost ?? host);
}

function sameOrigin(origin: string, scheme: string, host: string): boolean {
  return origin.toLowerCase() === `${scheme}://${withoutDefaultPort(scheme, host)}`.toLowerCase();
}

/** Browsers leave the default port out of `Origin`; some proxies do not. */
function withoutDefaultPort(scheme: string, host: string): string {
  const port = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  return host.endsWith(port) ? host.slice(0, -port.length) : host;
}

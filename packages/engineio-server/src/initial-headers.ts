import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Environment } from './contract.js';
import { cookieWriter } from './cookies.js';
import type { FlatHeaders } from './cors.js';
import type { ResolvedOptions } from './options.js';

/** What the answer to a handshake has on top: the cookie, and whatever the `initialHeaders` option makes of it. */
export class InitialHeaders {
  readonly #cookie: ((sid: string) => string) | undefined;
  readonly #hook: ResolvedOptions['initialHeaders'];

  constructor(options: ResolvedOptions) {
    this.#cookie = options.cookie === undefined ? undefined : cookieWriter(options.cookie);
    this.#hook = options.initialHeaders;
  }

  /** @throws TypeError for a header that would not be one, or be more than one. */
  add(headers: FlatHeaders, sid: string, environ: Environment): FlatHeaders {
    if (this.#cookie === undefined && this.#hook === undefined) return headers;
    const own: Record<string, string> = {};
    if (this.#cookie !== undefined) own['Set-Cookie'] = this.#cookie(sid);
    this.#hook?.(own, environ);
    for (const [name, value] of Object.entries(own)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return [...headers, ...Object.entries(own).flat()];
  }
}

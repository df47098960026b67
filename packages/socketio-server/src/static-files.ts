import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import send from 'send';
import { findStatic, type StaticMatch, type StaticRules } from './static-rules.js';

/** Serves files by rules that map URLs to files and folders; meant for development and small things. */
export class StaticFiles {
  readonly #rules: StaticRules;

  constructor(rules: StaticRules) {
    this.#rules = rules;
  }

  /** Sends the file that the request names, or hands on: what is not there, or not to be seen, is simply not found. */
  serve(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    const match = this.#match(request);
    if (match === undefined) {
      next();
      return;
    }
    sendFile(request, response, match, next);
  }

  #match({ method, url = '/' }: IncomingMessage): StaticMatch | undefined {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const path = decoded(url.split('?', 1)[0]!);
    if (path === undefined || isSuspicious(path)) return undefined;
    return findStatic(this.#rules, path);
  }
}

/** Sends one file with the right type, length, validators and ranges. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { root, path, contentType, headers = {}, asFolder }: StaticMatch,
  next: () => void,
): void {
  const options = { root: resolve(root), index: false as const, dotfiles: 'allow' as const };
  // `send` decodes what it is given.
  send(request, path.split('/').map(encodeURIComponent).join('/'), options)
    .on('headers', (found: ServerResponse) => {
      for (const [name, value] of Object.entries(headers)) found.setHeader(name, value);
      if (contentType !== undefined) found.setHeader('Content-Type', contentType);
    })
    .on('directory', () => {
      if (asFolder !== undefined) {
        sendFile(request, response, asFolder, next);
        return;
      }
      const [location, query] = (request.url ?? '/').split('?', 2) as [string, string?];
      const target = `${location.replace(/^\/+/, '/')}/${query === undefined ? '' : `?${query}`}`;
      response.writeHead(301, { Location: target }).end();
    })
    .on('error', () => {
      if (response.headersSent) response.destroy();
      else next();
    })
    .pipe(response);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Ways out of a folder, hidden files, and what no file is named: nothing of it is ever looked for. */
function isSuspicious(path: string): boolean {
  return path.includes('\0') || path.includes('\\') || path.split('/').some((segment) => segment.startsWith('.'));
}

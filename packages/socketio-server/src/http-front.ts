import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { type AttachOptions, type Engine, normalizePath, pathOf, type RequestListener } from '@x/engineio-server';
import type { ClientBundle } from './client-bundle.js';
import type { StaticFiles } from './static-files.js';

/** What stands before the engine where files are served besides: endpoint first, then files, then everything else. */
export class HttpFront {
  readonly #engine: Engine;
  readonly #endpoint: string;
  #files: StaticFiles | undefined;
  #bundle: ClientBundle | undefined;
  /** Takes it off the HTTP servers again, the last one first. */
  readonly #undo: (() => void)[] = [];

  constructor(engine: Engine, path: string, files: StaticFiles | undefined, bundle: ClientBundle | undefined) {
    this.#engine = engine;
    this.#endpoint = normalizePath(path);
    this.#files = files;
    this.#bundle = bundle;
  }

  attach(server: HttpServer, options: AttachOptions = {}): void {
    this.#engine.attach(server, options);
    if (this.#files === undefined && this.#bundle === undefined) return;
    const endpoint = options.path === undefined ? this.#endpoint : normalizePath(options.path);
    const inner = server.listeners('request') as RequestListener[];
    const listener: RequestListener = (request, response) => {
      this.#before(request, response, endpoint, () => {
        for (const each of inner) each.call(server, request, response);
      });
    };
    server.removeAllListeners('request');
    server.on('request', listener);
    this.#undo.unshift(() => {
      const listeners = server.listeners('request') as RequestListener[];
      server.removeAllListeners('request');
      for (const each of listeners.flatMap((one) => (one === listener ? inner : [one]))) server.on('request', each);
    });
  }

  /** Serves no more files, and leaves the HTTP servers as they were but for the engine. */
  detach(): void {
    this.#files = undefined;
    this.#bundle = undefined;
    for (const undo of this.#undo.splice(0)) undo();
  }

  handleRequest(request: IncomingMessage, response: ServerResponse, next?: () => void): void {
    this.#before(request, response, this.#endpoint, () => this.#engine.handleRequest(request, response, next));
  }

  /** Serves files, if the request is for one. */
  #before(request: IncomingMessage, response: ServerResponse, endpoint: string, next: () => void): void {
    const path = pathOf(request.url ?? '/');
    const serveFiles = (): void => {
      if (this.#files === undefined) next();
      else this.#files.serve(request, response, next);
    };
    if (isEndpoint(path, endpoint)) next();
    else if (this.#bundle !== undefined && path.startsWith(endpoint)) {
      this.#bundle.serve(path.slice(endpoint.length), request, response, serveFiles);
    } else serveFiles();
  }
}

/** Whether a path is that of the endpoint, whose final slash may be missing. */
function isEndpoint(path: string, endpoint: string): boolean {
  return path === endpoint || `${path}/` === endpoint;
}

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { AttachOptions, Engine } from '@x/engineio-server';
import type { ClientBundle } from './client-bundle.js';
import type { StaticFiles } from './static-files.js';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** What stands before the engine where files are served besides: endpoint first, then files, then everything else. */
export class HttpFront {
  readonly #engine: Engine;
  readonly #endpoint: string;
  readonly #files: StaticFiles | undefined;
  readonly #bundle: ClientBundle | undefined;

  constructor(engine: Engine, path: string, files: StaticFiles | undefined, bundle: ClientBundle | undefined) {
    this.#engine = engine;
    this.#endpoint = normalized(path);
    this.#files = files;
    this.#bundle = bundle;
  }

  attach(server: HttpServer, options: AttachOptions = {}): void {
    this.#engine.attach(server, options);
    if (this.#files === undefined && this.#bundle === undefined) return;
    const endpoint = options.path === undefined ? this.#endpoint : normalized(options.path);
    const inner = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      this.#before(request, response, endpoint, () => {
        for (const listener of inner) listener.call(server, request, response);
      });
    });
  }

  handleRequest(request: IncomingMessage, response: ServerResponse, next?: () => void): void {
    this.#before(request, response, this.#endpoint, () => this.#engine.handleRequest(request, response, next));
  }

  /** Serves files, if the request is for one. */
  #before(request: IncomingMessage, response: ServerResponse, endpoint: string, next: () => void): void {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const isEndpoint = `${path}/`.startsWith(endpoint);
    if (isEndpoint && this.#bundle !== undefined) {
      this.#bundle.serve(path.slice(endpoint.length), request, response, next);
    } else if (!isEndpoint && this.#files !== undefined) this.#files.serve(request, response, next);
    else next();
  }
}

function normalized(path: string): string {
  const inner = path.replace(/^\/+|\/+$/g, '');
  return inner === '' ? '/' : `/${inner}/`;
}

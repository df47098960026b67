import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { hook, shown } from './option-checks.js';
import { isEndpoint, normalizePath, pathOf } from './path.js';

/** Options of `attach`. */
export interface AttachOptions {
  /** The endpoint. @default the engine's own `path` */
  readonly path?: string | undefined;
  /** Answers what is not for the engine and has no other listener. @default 404 */
  readonly fallback?: RequestListener | undefined;
  /** Milliseconds after which an upgrade request that nobody took is ended. @default 1_000 */
  readonly destroyUpgradeTimeout?: number | undefined;
}

/** A plain listener for requests. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** What is mounted. */
export interface Mountable {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Listeners of ours, on whatever server: an upgrade that only they have seen belongs to nobody. */
const ours = new WeakSet<object>();

/** Endpoints that engines serve on a server: two of them would answer the same requests. */
const endpoints = new WeakMap<HttpServer, Set<string>>();

/**
 * Puts `target` in front of all listeners that an HTTP server has: they go on getting the other requests.
 *
 * @returns a function that undoes it
 * @throws TypeError for what is no HTTP server, Error when the path is taken.
 */
export function mount(server: HttpServer, target: Mountable, path: string, options: AttachOptions): () => void {
  check(server, options);
  const endpoint = options.path === undefined ? path : normalizePath(options.path);
  const taken = endpoints.get(server) ?? new Set();
  if (taken.has(endpoint)) {
    throw new Error(
      `attach: ${endpoint} of this HTTP server is served already; attach once, or give each server a path of its own`,
    );
  }
  endpoints.set(server, taken.add(endpoint));
  const isOurs = (request: IncomingMessage): boolean => isEndpoint(pathOf(request.url ?? '/'), endpoint);
  const earlier = (server.listeners('request') as RequestListener[]).filter((listener) => listener !== answerClosed);

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (isOurs(request)) {
      target.handleRequest(request, response);
      return;
    }
    for (const listener of earlier) listener.call(server, request, response);
    if (earlier.length > 0 || server.listenerCount('request') > 1) return;
    if (options.fallback !== undefined) options.fallback(request, response);
    else response.writeHead(404, { 'Content-Type': 'text/plain; charset=UTF-8' }).end('Not Found');
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (isOurs(request)) {
      target.handleUpgrade(request, socket, head);
      return;
    }
    const isLeftToUs = server.listeners('upgrade').every((listener) => ours.has(listener));
    if (isLeftToUs) endUnlessTaken(socket, options.destroyUpgradeTimeout ?? 1000);
  };

  ours.add(onUpgrade);
  server.removeAllListeners('request');
  server.on('request', onRequest);
  server.on('upgrade', onUpgrade);
  return () => {
    taken.delete(endpoint);
    server.off('upgrade', onUpgrade);
    if (!server.listeners('request').includes(onRequest)) return;
    const later = (server.listeners('request') as RequestListener[]).filter((listener) => listener !== onRequest);
    const rest = [...earlier, ...later];
    server.removeAllListeners('request');
    for (const listener of rest.length > 0 ? rest : [answerClosed]) server.on('request', listener);
  };
}

/** Stands where an engine was, while nobody else does: clients that find no listener would wait for an answer for ever. */
function answerClosed(this: HttpServer, _request: IncomingMessage, response: ServerResponse): void {
  if (this.listenerCount('request') > 1) return;
  response
    .writeHead(503, { 'Content-Type': 'text/plain; charset=UTF-8', Connection: 'close' })
    .end('Service Unavailable');
}

function check(server: unknown, options: AttachOptions): void {
  const { listeners, on } = (server ?? {}) as Partial<HttpServer>;
  if (typeof listeners !== 'function' || typeof on !== 'function') {
    throw new TypeError(`attach: this takes an HTTP server, not ${shown(server)}; listen() takes a port`);
  }
  hook('fallback', options.fallback);
}

/** Node leaves an upgraded socket to the listeners: without an answer from any of them it would stay open for good. */
function endUnlessTaken(socket: Duplex, timeout: number): void {
  const ignore = (): void => {};
  socket.on('error', ignore);
  const timer = setTimeout(() => {
    if (socket.writable && (socket as { bytesWritten?: number }).bytesWritten === 0) socket.destroy();
  }, timeout);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

/** Time between two looks for connections that have become idle. */
const LOOK_AGAIN = 25;

/** Stops a server: connections go as soon as they are idle, and all of them after `grace` milliseconds. */
export function stop(server: HttpServer, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), LOOK_AGAIN);
    const rest = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(rest);
      resolve();
    });
  });
}

import {
  createServer,
  type Server as HttpServer,
  IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { Socket } from 'node:net';
import type { Environ } from '@x/socketio-server';
import type { SharedSession } from './sessions.js';

/** What a framework knows of a connection. */
export interface Opening {
  /** Its own request, for `context().request`. */
  readonly request: unknown;
  readonly session?: SharedSession | undefined;
}

/** What a framework is given of the server that lives in it. */
export interface Guest {
  /** Serves Socket.IO on an HTTP server, in front of the application. */
  attach(server: HttpServer): void;
  /** Answers one request of Socket.IO's. */
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  /** Disconnects everyone, for a framework that is being closed. */
  shutdown(): Promise<void>;
  /** The endpoint, with a slash before and behind. */
  readonly endpoint: string;
}

/** Where to listen. */
export interface ListenOptions {
  /** The address to listen on. */
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** How Socket.IO lives in a web framework. The bindings for Express, Fastify and Koa are written with it. */
export interface Framework<App> {
  /** What an application comes from, and methods by which it is known: for the mistake of giving something else. */
  readonly application?: { readonly from: string; readonly methods: readonly string[] } | undefined;
  /** Attaches to every HTTP server that serves the application from now on. */
  follow(app: App, guest: Guest): void;
  /** Starts an HTTP server for the application, and returns it once it listens. */
  serve(app: App, options: ListenOptions): Promise<HttpServer>;
  /** Whether the option `session` says what runs before connections; `false` where nothing does, or hooks do. @default true */
  readonly takesSession?: boolean | undefined;
  /** What stands for a connection in the framework: a request of it, with the middlewares having run over it. */
  open?(app: App, environ: Environ, middlewares: readonly never[]): Promise<Opening>;
  /** Whether the framework trusts proxies, in the words of the server's option. */
  trustProxy?(app: App): boolean | number | undefined;
}

/** Plain `node:http`: a listener of requests, or a server. */
export type HttpApp = RequestListener | HttpServer;

export const plainHttp: Framework<HttpApp> = {
  takesSession: false,
  follow(app, guest) {
    if (typeof app !== 'function') guest.attach(app);
  },
  serve: (app, options) => listen(typeof app === 'function' ? createServer(app) : app, options),
};

/** What is served where there is no application. */
export const notFound: RequestListener = (_request, response) => {
  response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not Found');
};

/** Resolves with the server when it listens; rejects when it cannot. */
export function listen(server: HttpServer, { host, port }: ListenOptions): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Follows an application whose `listen` makes an HTTP server and returns it, as Express's and Koa's do. */
export function followListen(app: { listen(...args: never[]): HttpServer }, guest: Guest): void {
  const listenBefore = app.listen;
  app.listen = (...args: never[]) => {
    const server = listenBefore.apply(app, args);
    guest.attach(server);
    return server;
  };
}

/** A request like the one that opened the connection, which is long over: for middlewares that read requests. */
export function requestOf(environ: Environ): IncomingMessage {
  const socket = new Socket();
  Object.defineProperties(socket, {
    remoteAddress: { value: environ.address },
    encrypted: { value: environ.secure },
  });
  const request = new IncomingMessage(socket);
  request.method = environ.method;
  request.url = environ.url;
  request.headers = { ...environ.headers };
  return request;
}

import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import {
  ConnectionRefusedError,
  type Environ,
  type Framework,
  FrozenSession,
  type Guest,
  type Opening,
  type SessionStore,
  type SharedSession,
  StoredSession,
} from '@x/socketio-app';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What @fastify/session, and those like it, leave on a request. */
interface SessionRequest {
  session?: { sessionId?: string; data?(): object } | null;
  sessionStore?: SessionStore;
}

/** Names a request that is made in this process to find out what the hooks make of a connection. */
const PROBE = 'x-socketio-probe';
const probes = new Map<string, (request: FastifyRequest) => void>();
const endpoints = new WeakMap<object, string>();

/**
 * Fastify 4 and 5. For every connection a request goes through the hooks of the scope that this is registered in, the
 * session's and the login's among them; all others of Socket.IO never reach Fastify.
 */
export const fastify: Framework<FastifyInstance> = {
  application: { from: 'fastify()', methods: ['inject', 'addHook'] },
  takesSession: false,
  follow(app, guest) {
    endpoints.set(app, guest.endpoint);
    attachAlone(app, guest);
    app.register((scope, _options, done) => {
      route(scope, guest);
      done();
    });
    app.addHook('preClose', () => guest.shutdown());
  },

  async serve(app, { host, port }) {
    await app.listen({ host, port });
    return app.server as HttpServer;
  },

  async open(app, environ): Promise<Opening> {
    const id = randomUUID();
    let request: FastifyRequest | undefined;
    probes.set(id, (found) => {
      // For `request.protocol`: what is injected has no say in it.
      Object.assign(found.raw.socket, { encrypted: environ.secure });
      request = found;
    });
    try {
      const response = await app.inject(probe(endpoints.get(app) ?? '/socket.io/', environ, id));
      if (request === undefined) throw new ConnectionRefusedError(response.statusMessage);
      return { request, session: sessionOf(request as SessionRequest) };
    } finally {
      probes.delete(id);
    }
  },
};

/** Listeners for upgrades that came by this package. */
const guests = new WeakSet<object>();

/** Attaches, and keeps upgrades of the endpoint from plugins that answer all of them, as @fastify/websocket does. */
function attachAlone(app: FastifyInstance, guest: Guest): void {
  const server = app.server as HttpServer;
  const before = new Set<unknown>(server.listeners('upgrade'));
  guest.attach(server);
  for (const listener of server.listeners('upgrade')) if (!before.has(listener)) guests.add(listener);
  app.addHook('onReady', (done) => {
    for (const listener of server.listeners('upgrade') as ((...args: unknown[]) => void)[]) {
      if (guests.has(listener)) continue;
      server.off('upgrade', listener);
      server.on('upgrade', (request, ...rest) => {
        if (!isAt(guest.endpoint, request.url ?? '/')) listener.call(server, request, ...rest);
      });
    }
    done();
  });
}

function isAt(endpoint: string, url: string): boolean {
  const [path = ''] = url.split('?', 1);
  return path === endpoint || `${path}/` === endpoint;
}

/** The endpoint as a route: for probes, and for servers of Fastify's that nobody could attach to. */
function route(scope: FastifyInstance, guest: Guest): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack();
    const found = probes.get(String(request.headers[PROBE]));
    if (found === undefined) return guest.handleRequest(request.raw, reply.raw);
    found(request);
    reply.raw.end();
  };
  for (const url of new Set([guest.endpoint, guest.endpoint.replace(/(.)\/$/, '$1')])) {
    scope.route({ method: ['GET', 'POST', 'OPTIONS'], url, handler, exposeHeadRoute: false });
  }
}

function probe(endpoint: string, environ: Environ, id: string) {
  const { connection: _, upgrade: __, 'content-length': ___, ...headers } = environ.headers;
  const query = environ.url.indexOf('?');
  return {
    method: 'GET' as const,
    url: endpoint + (query === -1 ? '' : environ.url.slice(query)),
    headers: { ...headers, [PROBE]: id },
    remoteAddress: environ.address,
  };
}

function sessionOf({ session, sessionStore }: SessionRequest): SharedSession | undefined {
  if (!session) return undefined;
  if (sessionStore === undefined || session.sessionId === undefined)
    return new FrozenSession(session.data?.() ?? session);
  return new StoredSession(sessionStore, session.sessionId, session);
}

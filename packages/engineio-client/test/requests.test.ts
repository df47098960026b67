import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { eventually } from './support/eventually.js';
import { handshake, listen, newClient, startEngine } from './support/servers.js';

/** Answers handshakes with cookies, and keeps what every request brings. */
async function startCookies(cookies: readonly string[]) {
  const seen: { method: string; transport: string; headers: IncomingMessage['headers']; url: URL }[] = [];
  const note = (request: IncomingMessage) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    seen.push({
      method: request.method ?? '',
      transport: url.searchParams.get('transport') ?? '',
      headers: request.headers,
      url,
    });
  };
  let end: (() => void) | undefined;
  const http = createServer((request, response) => {
    note(request);
    if (!request.url?.includes('sid=')) {
      response.setHeader('set-cookie', cookies).end(handshake({ upgrades: ['websocket'] }));
    } else if (request.method === 'POST') response.end('ok');
    else end = () => response.end('6');
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on('connection', (socket, request) => {
    note(request);
    socket.on('message', (data) => {
      if (String(data) !== '2probe') return;
      socket.send('3probe');
      end?.();
    });
  });
  return { url: `http://127.0.0.1:${await listen(http)}`, seen };
}

test('cookies of the handshake come with every later request, the upgrade included', async () => {
  const { url, seen } = await startCookies(['lb=node-1; Path=/; HttpOnly', 'token=a=b==; Path=/engine.io']);
  const client = newClient();
  await client.connect(url);
  client.send('a');
  await eventually(() => client.transport).toBe('websocket');
  expect(seen[0]!.headers.cookie).toBeUndefined();
  const later = seen.slice(1);
  expect(new Set(later.map(({ method, transport }) => `${method} ${transport}`))).toEqual(
    new Set(['GET polling', 'POST polling', 'GET websocket']),
  );
  for (const { headers } of later) expect(headers.cookie).toBe('lb=node-1; token=a=b==');
});

test('cookies that are over, for other paths, or for TLS only are not sent', async () => {
  const { url, seen } = await startCookies([
    'kept=1; Max-Age=60',
    'gone=1; Max-Age=0',
    'old=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'elsewhere=1; Path=/admin',
    'similar=1; Path=/engine',
    'secret=1; Secure',
    'nonsense',
    '=empty',
  ]);
  const client = newClient({ transports: ['polling'] });
  await client.connect(url);
  await eventually(() => seen.length).toBeGreaterThan(1);
  expect(seen[1]!.headers.cookie).toBe('kept=1');
});

test('cookies outlive a connection, and join those that the caller sets', async () => {
  const { url, seen } = await startCookies(['lb=node-1']);
  const client = newClient({ transports: ['polling'], headers: { Cookie: 'mine=1' } });
  await client.connect(url);
  await client.disconnect();
  const before = seen.length;
  await client.connect(url);
  expect(seen[0]!.headers.cookie).toBe('mine=1');
  expect(seen[before]!.headers.cookie).toBe('mine=1; lb=node-1');
});

test('headers, query and path go with every request of both transports', async () => {
  const { url, seen } = await startCookies([]);
  const client = newClient({ headers: { 'X-Token': 't' }, query: { room: 'a b', n: 7 }, path: '/deep/path' });
  await client.connect(`${url}/ignored?lang=en#part`);
  await eventually(() => client.transport).toBe('websocket');
  for (const { headers, url } of seen) {
    expect(headers['x-token']).toBe('t');
    expect(url.pathname).toBe('/deep/path/');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ lang: 'en', room: 'a b', n: '7', EIO: '4' });
  }
});

test('polls carry a stamp that never repeats, unless told not to', async () => {
  const { url, seen } = await startCookies([]);
  const transports = ['polling'] as const;
  await newClient({ transports }).connect(url);
  await eventually(() => seen.length).toBe(2);
  expect(new Set(seen.map(({ url }) => url.searchParams.get('t'))).size).toBe(2);
  await newClient({ transports, timestampRequests: false }).connect(url);
  await eventually(() => seen.length).toBe(4);
  expect(seen[3]!.url.searchParams.has('t')).toBe(false);
});

/** An agent as proxy packages make them: every connection is a CONNECT tunnel. */
class TunnelAgent extends Agent {
  readonly #proxy: number;

  constructor(proxy: number) {
    super();
    this.#proxy = proxy;
  }

  override createConnection(
    options: { host?: string; port?: number | string },
    callback?: (error: Error | null, socket: Duplex) => void,
  ): Duplex {
    const path = `${options.host}:${options.port}`;
    const tunnel = request({ port: this.#proxy, host: '127.0.0.1', method: 'CONNECT', path });
    tunnel.on('connect', (_response, socket) => callback?.(null, socket));
    tunnel.on('error', (error) => callback?.(error, undefined as never));
    tunnel.end();
    return undefined as never;
  }
}

for (const transports of [['polling'], ['websocket']] as const) {
  test(`an agent leads ${transports} through a proxy`, async () => {
    const { url } = await startEngine();
    const tunnels: string[] = [];
    const proxy = createServer();
    const open = new Set<Duplex>();
    proxy.on('connect', (incoming: IncomingMessage, client: Socket) => {
      tunnels.push(incoming.url ?? '');
      const [host, port] = (incoming.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(client).pipe(target);
      });
      for (const end of [target, client]) {
        open.add(end);
        end.on('error', () => {});
      }
    });
    const client = newClient({ transports, agent: new TunnelAgent(await listen(proxy)) });
    await client.connect(url);
    expect(tunnels[0]).toBe(new URL(url).host);
    await client.disconnect();
    for (const socket of open) socket.destroy();
  });
}

test('options of ws reach the WebSocket', async () => {
  const { url, next } = await startEngine({ perMessageDeflate: true });
  const opened = next();
  const client = newClient({
    transports: ['websocket'],
    websocketOptions: { perMessageDeflate: true, origin: 'http://here' },
  });
  await client.connect(url);
  const { headers } = (await opened).request;
  expect([headers.origin, headers['sec-websocket-extensions']]).toEqual([
    'http://here',
    expect.stringContaining('permessage-deflate'),
  ]);
});

test('subprotocols are offered', async () => {
  const http = createServer();
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    socket.send(handshake());
    socket.send(`4${socket.protocol}`);
  });
  const client = newClient({ transports: ['websocket'], protocols: ['chat.v1'] });
  const message = new Promise((resolve) => client.on('message', resolve));
  await client.connect(`http://127.0.0.1:${await listen(http)}`);
  expect(await message).toBe('chat.v1');
});

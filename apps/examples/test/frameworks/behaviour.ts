import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AppOptions, context, emit, type SocketIO } from '@x/socketio-app';
import { Server } from '@x/socketio-server';
import { io as connect, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';

/** An application of a framework: its HTTP side has the routes of {@link Site}. */
export interface Site {
  readonly io: Pick<SocketIO, 'on' | 'run' | 'stop' | 'server' | 'attach'>;
  /** The way that people start the framework by themselves; resolves with the port. */
  listen(): Promise<number>;
  close(): Promise<void>;
}

/**
 * One framework in one version. The sites have: `POST /login` with a JSON body `{ user }`, which puts it into the session;
 * `POST /logout`; `GET /count`, which answers with `session.count`; `POST /big`, which gives a JSON body back, compressed.
 */
export interface Binding {
  readonly name: string;
  site(options: AppOptions): Promise<Site>;
  /** An application without a facade, with a bare server mounted. */
  mounted(sio: Server): Promise<Omit<Site, 'io'>>;
  /** The user's name as the framework's own request has it. */
  userOf(request: unknown): unknown;
}

export function describeBinding(binding: Binding): void {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean();
  });

  async function start(options: AppOptions = {}) {
    const site = await binding.site(options);
    const { io } = site;
    io.on('whoami', () => [context().session['user'] ?? null, binding.userOf(context().request) ?? null]);
    io.on('count', () => {
      const { session } = context();
      session['count'] = (session['count'] ?? 0) + 1;
      return session['count'];
    });
    io.on('say', (text: string) => emit('said', text, { broadcast: true }));
    const url = `http://127.0.0.1:${await site.listen()}`;
    cleanups.push(() => site.close());
    return { ...site, url };
  }

  async function open(url: string, options: object = {}): Promise<Socket> {
    const socket = connect(url, { forceNew: true, reconnection: false, ...options });
    cleanups.push(() => socket.disconnect());
    await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('connect_error', reject);
    });
    return socket;
  }

  async function login(url: string, user: string): Promise<string> {
    const body = JSON.stringify({ user });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/login`, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
  }

  const count = async (url: string, cookie: string) =>
    Number(await (await fetch(`${url}/count`, { headers: { cookie } })).text());

  describe(binding.name, () => {
    it.each([['polling'], ['websocket']])('a logged-in session is there in handlers, over %s', async (transport) => {
      const { url } = await start();
      const cookie = await login(url, 'ann');
      const ann = await open(url, { transports: [transport], extraHeaders: { cookie } });
      const stranger = await open(url, { transports: [transport] });
      expect(await ann.emitWithAck('whoami')).toEqual(['ann', 'ann']);
      expect(await stranger.emitWithAck('whoami')).toEqual([null, null]);
      const heard = new Promise((resolve) => stranger.once('said', resolve));
      ann.emit('say', 'x'.repeat(20_000));
      expect(await heard).toBe('x'.repeat(20_000));
    });

    it('connections upgrade from polling to WebSocket', async () => {
      const { url } = await start();
      const socket = await open(url);
      const { engine } = socket.io;
      if (engine.transport.name !== 'websocket')
        await new Promise((resolve) => engine.once('upgrade', resolve as () => void));
      expect(await socket.emitWithAck('whoami')).toEqual([null, null]);
      expect(engine.transport.name).toBe('websocket');
    });

    it('with manageSession the session is a copy that HTTP does not see', async () => {
      const { url } = await start();
      const cookie = await login(url, 'ann');
      const socket = await open(url, { extraHeaders: { cookie } });
      expect([await socket.emitWithAck('count'), await socket.emitWithAck('count')]).toEqual([1, 2]);
      expect(await count(url, cookie)).toBe(0);
    });

    it('without, handlers and routes share it, and a logout shows at once', async () => {
      const { url } = await start({ manageSession: false });
      const cookie = await login(url, 'ann');
      const socket = await open(url, { extraHeaders: { cookie } });
      expect([await socket.emitWithAck('count'), await socket.emitWithAck('count')]).toEqual([1, 2]);
      expect(await count(url, cookie)).toBe(2);
      await fetch(`${url}/logout`, { method: 'POST', headers: { cookie } });
      expect((await socket.emitWithAck('whoami'))[0]).toBe(null);
      expect(await socket.emitWithAck('count')).toBe(1);
      expect(await count(url, cookie)).toBe(0);
    });

    it('routes, body parsers and compression work beside it, under another path too', async () => {
      const { url } = await start({ path: 'live' });
      const body = JSON.stringify({ text: 'y'.repeat(5000) });
      const headers = { 'content-type': 'application/json' };
      const echoed = await fetch(`${url}/big`, { method: 'POST', headers, body });
      expect(await echoed.json()).toEqual(JSON.parse(body));
      expect((await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).status).toBe(404);
      const socket = await open(url, { path: '/live' });
      expect(await socket.emitWithAck('whoami')).toEqual([null, null]);
      const refused = await fetch(`${url}/live/?EIO=4&transport=carrier-pigeon`);
      expect([refused.status, ((await refused.json()) as { code: number }).code]).toEqual([400, 0]);
    });

    it('io.run starts it, and io.stop ends it', async () => {
      const site = await binding.site({});
      site.io.on('whoami', () => 'nobody');
      const { port } = await site.io.run({ port: 0 });
      const socket = await open(`http://127.0.0.1:${port}`);
      expect(await socket.emitWithAck('whoami')).toBe('nobody');
      const gone = new Promise((resolve) => socket.once('disconnect', resolve));
      await site.io.stop();
      await gone;
      await expect(fetch(`http://127.0.0.1:${port}/count`)).rejects.toThrow();
      await site.close();
    });

    it('a bare server is mounted with its request at hand', async () => {
      const sio = new Server();
      sio.on('whoami', (sid: string) => binding.userOf(sio.getEnviron(sid)?.raw) ?? null);
      const site = await binding.mounted(sio);
      cleanups.push(() => site.close());
      const url = `http://127.0.0.1:${await site.listen()}`;
      const cookie = await login(url, 'bob');
      const socket = await open(url, { extraHeaders: { cookie }, transports: ['websocket'] });
      expect(await socket.emitWithAck('whoami')).toBe('bob');
      socket.disconnect();
      await sio.shutdown();
    });
  });
}

/** Starts what `listen` starts, and says when and where. */
export function listening(listen: () => HttpServer): Promise<{ readonly server: HttpServer; readonly port: number }> {
  const server = listen();
  return new Promise((resolve) => {
    server.once('listening', () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

export function closed(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { type AttachOptions, Engine, type EngineOptions } from '../src/index.js';
import { exchange, upgradeRequest } from './support/raw.js';
import { Socket } from './support/socket.js';

const open = () => ({ text() {}, binary() {}, close() {} });

interface Mounted {
  readonly http: HttpServer;
  readonly engine: Engine;
  readonly port: number;
  status(path: string): Promise<number>;
}

async function mounted(
  options: EngineOptions,
  attach: AttachOptions,
  prepare?: (http: HttpServer) => void,
): Promise<Mounted> {
  const http = createServer();
  prepare?.(http);
  const engine = new Engine(options, { open });
  engine.attach(http, attach);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  onTestFinished(async () => {
    await engine.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  const status = async (path: string): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    await response.arrayBuffer();
    return response.status;
  };
  return { http, engine, port, status };
}

const query = '?EIO=4&transport=polling';

describe('the path', () => {
  it.each(['chat', '/chat', '/chat/', 'chat/'])('%j means the same', async (path) => {
    const { status } = await mounted({}, { path });
    expect(await status(`/chat/${query}`)).toBe(200);
    expect(await status(`/chat${query}`)).toBe(200);
    expect(await status(`/engine.io/${query}`)).toBe(404);
    expect(await status(`/chat/more/${query}`)).toBe(404);
    expect(await status(`/chatter/${query}`)).toBe(404);
  });

  it('is that of the engine unless the mount has its own', async () => {
    const { status } = await mounted({ path: 'mine' }, {});
    expect(await status(`/mine/${query}`)).toBe(200);
  });
});

describe('other requests', () => {
  it('go to the listeners that the server had', async () => {
    const { status } = await mounted({}, {}, (http) =>
      http.on('request', (_request, response) => response.writeHead(201).end()),
    );
    expect(await status('/other')).toBe(201);
    expect(await status(`/engine.io/${query}`)).toBe(200);
  });

  it('are left to listeners that come later', async () => {
    const { http, status } = await mounted({}, {});
    http.on('request', (request, response) => {
      if (request.url === '/other') response.writeHead(202).end();
    });
    expect(await status('/other')).toBe(202);
  });

  it('go to the fallback when nobody else listens', async () => {
    const { status } = await mounted({}, { fallback: (_request, response) => void response.writeHead(203).end() });
    expect(await status('/other')).toBe(203);
  });

  it('reach the listeners again when the engine is closed', async () => {
    const { engine, status } = await mounted({}, {}, (http) =>
      http.on('request', (_request, response) => response.writeHead(201).end()),
    );
    await engine.close();
    expect(await status(`/engine.io/${query}`)).toBe(201);
  });

  it('are told that nobody is there when the engine is closed and had no listener behind it', async () => {
    const { http, engine, status } = await mounted({}, {});
    await engine.close();
    expect(await status('/engine.io/')).toBe(503);
    const next = new Engine({}, { open });
    next.attach(http);
    expect([await status('/engine.io/'), await status('/else')]).toEqual([400, 404]);
    await next.close();
    http.on('request', (_request, response) => response.writeHead(202).end());
    expect(await status('/engine.io/')).toBe(202);
  });

  it('of other engines on the same server are theirs', async () => {
    const { http, status, port } = await mounted({}, { path: 'one' });
    const second = new Engine({}, { open });
    second.attach(http, { path: 'two' });
    expect(await status(`/one/${query}`)).toBe(200);
    expect(await status(`/two/${query}`)).toBe(200);
    await Socket.open(`http://127.0.0.1:${port}/one/`);
    await Socket.open(`http://127.0.0.1:${port}/two/`);
    await second.close();
  });
});

describe('attach() refuses', () => {
  it('to serve a path of one HTTP server twice', async () => {
    const { http, engine, status, port } = await mounted({}, {});
    expect(() => engine.attach(http)).toThrow('attach: /engine.io/ of this HTTP server is served already');
    expect(() => new Engine({}, { open }).attach(http, { path: 'engine.io' })).toThrow('served already');
    expect(await status(`/engine.io/${query}`)).toBe(200);
    await Socket.open(`http://127.0.0.1:${port}/engine.io/`);
  });

  it('but serves a path again that another engine has given up', async () => {
    const { http, engine, status } = await mounted({}, {});
    await engine.close();
    const second = new Engine({}, { open });
    onTestFinished(() => second.close());
    second.attach(http);
    expect(await status(`/engine.io/${query}`)).toBe(200);
  });

  it.each([
    ['a port', 3000, 'not 3000; listen() takes a port'],
    ['nothing', undefined, 'not undefined'],
    ['something else', {}, 'not an object'],
  ])('%s', (_name, server, message) => {
    expect(() => new Engine({}, { open }).attach(server as never)).toThrow(message);
  });

  it('a path or a fallback that is none', () => {
    const engine = new Engine({}, { open });
    expect(() => engine.attach(createServer(), { path: 5 as never })).toThrow('path must be a string, not 5');
    expect(() => engine.attach(createServer(), { fallback: 'no' as never })).toThrow('fallback must be a function');
  });

  it('to go on when the engine has been closed', async () => {
    const engine = new Engine({}, { open });
    await engine.close();
    expect(() => engine.attach(createServer())).toThrow('has been shut down');
  });
});

describe('foreign upgrades', () => {
  it('are left to other listeners', async () => {
    const others = new WebSocketServer({ noServer: true });
    const { port } = await mounted({}, { destroyUpgradeTimeout: 1 }, (http) =>
      http.on('upgrade', (request, socket, head) => {
        if (request.url === '/other') others.handleUpgrade(request, socket, head, (ws) => ws.send('theirs'));
      }),
    );
    const socket = Socket.to(`http://127.0.0.1:${port}/other`);
    expect(await socket.next()).toBe('theirs');
    socket.ws.terminate();
  });

  it.each([undefined, 10])('that nobody takes are ended, with a destroyUpgradeTimeout of %s', async (timeout) => {
    const { port } = await mounted({}, { destroyUpgradeTimeout: timeout });
    expect(await exchange(port, upgradeRequest('/other'))).toBe('');
  });

  it('that nobody takes have as long as destroyUpgradeTimeout says', async () => {
    const held: Duplex[] = [];
    const patient = await mounted({}, { destroyUpgradeTimeout: 60_000 }, (http) =>
      http.on('connection', (socket) => held.push(socket)),
    );
    const impatient = await mounted({}, { destroyUpgradeTimeout: 1 });
    let ended = false;
    void exchange(patient.port, upgradeRequest('/other')).then(() => {
      ended = true;
    });
    await patient.status('/meanwhile');
    await exchange(impatient.port, upgradeRequest('/other'));
    // An end at the same moment would have arrived with this answer.
    await patient.status('/afterwards');
    for (const socket of held) socket.destroy();
    expect(ended).toBe(false);
  });

  it('that nobody takes are ended, with two engines too', async () => {
    const { http, port } = await mounted({}, { path: 'one', destroyUpgradeTimeout: 10 });
    const second = new Engine({}, { open });
    second.attach(http, { path: 'two' });
    expect(await exchange(port, upgradeRequest('/other'))).toBe('');
    await second.close();
  });
});

describe('handleRequest', () => {
  it('calls next for other paths, also below a prefix that a framework cut off', async () => {
    const engine = new Engine({ path: '/api/rt' }, { open });
    const http = createServer((request, response) => {
      const prefixed = request as typeof request & { originalUrl?: string };
      if (request.url?.startsWith('/api/') === true) {
        prefixed.originalUrl = request.url;
        request.url = request.url.slice('/api/rt'.length);
      }
      engine.handleRequest(request, response, () => response.writeHead(204).end());
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const inside = await fetch(`http://127.0.0.1:${port}/api/rt/${query}`);
    expect([inside.status, (await inside.text())[0]]).toEqual([200, '0']);
    expect((await fetch(`http://127.0.0.1:${port}/else`)).status).toBe(204);
    await engine.close();
    http.closeAllConnections();
    http.close();
  });
});

describe('a middleware that reads bodies before the engine does', () => {
  /** A server whose requests pass through `parse` first, and the answer to a post of a session. */
  async function post(parse: (body: Buffer) => unknown, options = {}): Promise<[status: number, received: string[]]> {
    const received: string[] = [];
    const engine = new Engine(options, {
      open: () => ({ text: (data) => received.push(data), binary() {}, close() {} }),
    });
    const http = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      (request as { body?: unknown }).body = parse(Buffer.concat(chunks));
      engine.handleRequest(request, response);
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/${query}`;
    const opened = await (await fetch(url)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const response = await fetch(`${url}&sid=${sid}`, { method: 'POST', body: '4hello' });
    await response.arrayBuffer();
    await engine.close();
    http.closeAllConnections();
    http.close();
    return [response.status, received];
  }

  it('and leaves them as text or bytes does no harm', async () => {
    expect(await post(String)).toEqual([200, ['hello']]);
    expect(await post((body) => body)).toEqual([200, ['hello']]);
  });

  it('does not take the limit of its size away', async () => {
    expect(await post(String, { maxHttpBufferSize: 6 })).toEqual([200, ['hello']]);
    expect(await post(String, { maxHttpBufferSize: 5 })).toEqual([413, []]);
    expect(await post((body) => body, { maxHttpBufferSize: 5 })).toEqual([413, []]);
  });

  it('and leaves something else gets an answer rather than none', async () => {
    expect(await post(() => ({}))).toEqual([400, []]);
  });
});

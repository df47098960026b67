import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Engine } from '../src/index.js';
import { Poller } from './support/poller.js';
import { exchange, rawWebSocket, upgradeRequest } from './support/raw.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

describe('close()', () => {
  it('ends all sessions, with what they were sent before', async () => {
    const { engine, url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const waiting = poller.poll();
    const socket = await Socket.open(url);
    await expect.poll(() => sessions[0]!.session.writable).toBe(true);
    for (const { session } of sessions) session.sendText('bye');
    const closing = engine.close();
    expect(await waiting).toEqual([200, '4bye\x1e1']);
    expect(await socket.rest()).toEqual(['4bye']);
    await closing;
    for (const { closed } of sessions) expect((await closed)[0]).toBe('server shutting down');
    expect(engine.clientsCount).toBe(0);
  });

  it('stops the server that listen() started', async () => {
    const { engine, url, port } = await startServer();
    await Poller.open(url);
    await engine.close();
    const socket = connect(port, '127.0.0.1');
    const [error] = await once(socket, 'error');
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  });

  it('reaches a client in the middle of its upgrade, which polls no more', async () => {
    const { engine, url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const socket = await Socket.probe(url, poller.sid);
    socket.send('2probe');
    expect(await socket.next()).toBe('3probe');
    sessions[0]!.session.sendText('goodbye');
    const closed = engine.close();
    socket.send('5');
    expect(await socket.rest()).toEqual(['4goodbye']);
    expect((await socket.closed)[0]).toBe(1005);
    await closed;
  });

  it('does not wait for clients that do not listen', async () => {
    const { engine, port, url } = await startServer();
    const silent = await rawWebSocket(port);
    const ended = once(silent, 'close');
    const poller = await Poller.open(url);
    const probe = await Socket.probe(url, poller.sid);
    await engine.close();
    await ended;
    await probe.closed;
  });

  it('does not cut off an answer that a poller is reading', async () => {
    const http = createServer();
    const engine = new Engine({ httpCompression: false }, { open: () => ({ text() {}, binary() {}, close() {} }) });
    engine.attach(http);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const poller = await Poller.open(`http://127.0.0.1:${port}/engine.io/`);
    const session = engine.sessions.get(poller.sid)!;
    const large = 24 * 1024 * 1024;
    session.sendText('x'.repeat(large));
    const response = await fetch(poller.url);
    expect(session.bufferedAmount).toBe(large + 1);
    await engine.close();
    expect(await response.text()).toHaveLength(large + 1);
    http.closeAllConnections();
    http.close();
  });

  it('is the same the second time', async () => {
    const { engine } = await startServer();
    expect(engine.close()).toBe(engine.close());
    await engine.close();
  });

  it('stops servers that have not begun to listen, and all that listen() started', async () => {
    const engine = new Engine({}, { open: () => ({ text() {}, binary() {}, close() {} }) });
    const { port } = await engine.listen(0, '127.0.0.1');
    const servers: HttpServer[] = [];
    const keep = (server: HttpServer) => void servers.push(server);
    const late = [engine.listen(0, undefined, {}, keep), engine.listen(0, 'localhost', {}, keep)];
    const outcomes = Promise.allSettled(late);
    await engine.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ reason: { message: expect.stringContaining('shut down') } });
    }
    expect(servers.map((server) => server.listening)).toEqual([false, false]);
    const [error] = await once(connect(port, '127.0.0.1'), 'error');
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  });

  it('is final: listen() rejects', async () => {
    const { engine } = await startServer();
    const closing = engine.close();
    await expect(engine.listen(0, '127.0.0.1')).rejects.toThrow('this server has been shut down');
    await closing;
    await expect(engine.listen(0, '127.0.0.1')).rejects.toThrow('this server has been shut down');
  });

  it('tells a handler whose session ended while it was made', async () => {
    const reasons: string[] = [];
    const { url } = await startServer({}, (session) => {
      session.close();
      return { close: (reason) => void reasons.push(reason) };
    });
    await fetch(`${url}?EIO=4&transport=polling`);
    expect(reasons).toEqual(['server disconnect']);
  });

  it('leaves a server alone that it was attached to', async () => {
    const http = createServer((_request, response) => response.end('still here'));
    const engine = new Engine({}, { open: () => ({ text() {}, binary() {}, close() {} }) });
    engine.attach(http);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
    await engine.close();
    expect(await (await fetch(url)).text()).toBe('still here');
    http.closeAllConnections();
    http.close();
  });

  it('turns down requests that come directly', async () => {
    const engine = new Engine({}, { open: () => ({ text() {}, binary() {}, close() {} }) });
    await engine.close();
    const http = createServer((request, response) => engine.handleRequest(request, response));
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
    const response = await fetch(`${url}?EIO=4&transport=polling`);
    expect([response.status, await response.json()]).toEqual([503, { code: 3, message: 'Server shutting down' }]);
    http.closeAllConnections();
    http.close();
  });

  it('turns down a handshake that was being decided on', async () => {
    let decide: (allowed: boolean) => void = () => {};
    let asked: () => void = () => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { engine, url, sessions } = await startServer({
      allowRequest: () => {
        asked();
        return new Promise((resolve) => {
          decide = resolve;
        });
      },
    });
    const answer = fetch(`${url}?EIO=4&transport=polling`);
    await wasAsked;
    const closing = engine.close();
    decide(true);
    expect((await answer).status).toBe(503);
    await closing;
    expect(sessions).toHaveLength(0);
  });

  it.each(['polling', 'websocket'])('does not wait for who never decides on a handshake over %s', async (transport) => {
    let asked: () => void = () => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { engine, port } = await startServer({ allowRequest: () => new Promise(() => asked()) });
    const path = `/engine.io/?EIO=4&transport=${transport}`;
    const answer = exchange(
      port,
      transport === 'polling' ? `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n` : upgradeRequest(path),
    );
    await wasAsked;
    await engine.close();
    expect(await answer).toMatch(/^HTTP\/1\.1 503 /);
  });
});

describe('errors of connections', () => {
  it('reset while a refusal is written are not noticed', async () => {
    const { port, engine } = await startServer();
    for (let i = 0; i < 20; i++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write('GET /engine.io/?EIO=9 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    await expect.poll(() => engine.stats().opened).toBe(0);
  });

  it('reset while a handshake is decided on are not noticed', async () => {
    let decide: (allowed: boolean) => void = () => {};
    const { port, engine, sessions } = await startServer({
      allowRequest: () =>
        new Promise((resolve) => {
          decide = resolve;
        }),
    });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const before = decide;
    socket.write(upgradeRequest('/engine.io/?EIO=4&transport=websocket'));
    await expect.poll(() => decide !== before).toBe(true);
    socket.resetAndDestroy();
    await once(socket, 'close');
    await new Promise(setImmediate);
    decide(true);
    await engine.close();
    expect(sessions.length).toBeLessThanOrEqual(1);
  });

  it('listen() rejects when the port is taken', async () => {
    const { port } = await startServer();
    const engine = new Engine({}, { open: () => ({ text() {}, binary() {}, close() {} }) });
    await expect(engine.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await engine.close();
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { DisconnectedError, Server } from '../src/index.js';
import { RunningHandlers } from '../src/running-handlers.js';
import { deferred, type Fixture, httpServer, next, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture?.[Symbol.asyncDispose]());

describe('shutdown', () => {
  it('disconnects everyone with its reason, and waits for their handlers', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const log: string[] = [];
    const release = deferred();
    sio.on('disconnect', async (_sid, reason) => {
      log.push(reason);
      await release.promise;
      log.push('handler done');
    });
    const [a, b] = [await fixture.connect(), await fixture.connect('/', { transports: ['polling'] })];
    const call = sio.call('q', undefined, { to: a.id! });
    const gone = Promise.all([next(a, 'disconnect'), next(b, 'disconnect')]);
    const done = sio.shutdown().then(() => log.push('shut down'));
    await expect(call).rejects.toThrow(DisconnectedError);
    await gone;
    release.resolve();
    await done;
    expect(log).toEqual(['server shutting down', 'server shutting down', 'handler done', 'handler done', 'shut down']);
    await sio.shutdown();
  });

  it('waits for connect handlers that run, and for the disconnect handlers that follow', async () => {
    fixture = await serve();
    const log: string[] = [];
    const [entered, release, leaving, left] = [deferred(), deferred(), deferred(), deferred()];
    fixture.sio.on('connect', () => {
      entered.resolve();
      return release.promise;
    });
    fixture.sio.on('disconnect', async () => {
      leaving.resolve();
      await left.promise;
      log.push('disconnected');
    });
    fixture.open();
    await entered.promise;
    const done = fixture.sio.shutdown().then(() => log.push('shut down'));
    await fixture.sio.engine.close();
    await new Promise((resolve) => setImmediate(resolve));
    release.resolve();
    await leaving.promise;
    left.resolve();
    await done;
    expect(log).toEqual(['disconnected', 'shut down']);
  });

  it('waits for event handlers that run, and for what error handlers make of them', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const log: string[] = [];
    const [handled, failed, reported] = [deferred(), deferred(), deferred()];
    let running = 0;
    const begin = (): void => void ++running;
    sio.on('works', async () => {
      begin();
      await handled.promise;
      log.push('worked');
    });
    sio.on('fails', async () => {
      begin();
      await failed.promise;
      throw new Error('a mistake in the application');
    });
    sio.on('fails at once', () => {
      begin();
      throw new Error('another mistake');
    });
    sio.onError(async (_error, { event }) => {
      await reported.promise;
      log.push(`${event}, reported`);
    });
    const client = await fixture.connect();
    for (const event of ['works', 'fails', 'fails at once']) client.emit(event);
    await until(() => running === 3);
    const done = sio.shutdown().then(() => log.push('shut down'));
    await sio.engine.close();
    for (const { resolve } of [handled, failed, reported]) {
      await new Promise((resume) => setImmediate(resume));
      resolve();
    }
    await done;
    expect(log.pop()).toBe('shut down');
    expect(log.sort()).toEqual(['fails at once, reported', 'fails, reported', 'worked']);
  });

  it('does not wait for ever', async () => {
    const running = new RunningHandlers();
    running.began();
    await running.settled(1);
  });

  it('leaves an HTTP server alone that is not its own', async () => {
    const { server, url } = await httpServer();
    const sio = new Server();
    sio.attach(server);
    server.on('request', (_request, response) => void response.end('still here'));
    await sio.shutdown();
    expect(await (await fetch(`${url}/x`)).text()).toBe('still here');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('what serves files', () => {
  it('is taken off an HTTP server that is not its own', async () => {
    const { server, url } = await httpServer();
    server.on('request', (_request, response) => void response.end('still here'));
    const rules = { staticFiles: { '/static': fileURLToPath(new URL('.', import.meta.url)) } };
    const before = server.listeners('request');
    const [first, second] = [new Server(rules), new Server({ ...rules, path: '/other' })];
    first.attach(server);
    second.attach(server);
    // Not the last one goes first: what stands around it stays.
    await first.shutdown();
    await second.shutdown();
    for (const path of ['/static/wire.test.ts', '/socket.io/nothing']) {
      expect(await (await fetch(url + path)).text()).toBe('still here');
    }
    const third = new Server(rules);
    const count = server.listenerCount('request');
    third.attach(server);
    await third.shutdown();
    expect(server.listenerCount('request')).toBe(count);
    expect(before).toHaveLength(1);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('listen', () => {
  it('rejects when it cannot, and says so when nobody awaits it', async () => {
    fixture = await serve();
    const port = Number(new URL(fixture.url).port);
    await expect(fixture.sio.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(fixture.log.errors).toEqual([]);
    void fixture.sio.listen(port, '127.0.0.1');
    await until(() => fixture.log.errors.length === 1);
  });

  it.each([undefined, '127.0.0.1', 'localhost'])('ends with a shutdown at once, on %s', async (host) => {
    fixture = await serve();
    const sio = new Server();
    const listening = sio.listen(0, host);
    await sio.shutdown();
    await expect(listening).rejects.toThrow('shut down');
    await expect(sio.listen(0, host)).rejects.toThrow('shut down');
  });

  it('can be done on several ports', async () => {
    fixture = await serve();
    const { port } = await fixture.sio.listen(0, '127.0.0.1');
    expect((await fetch(`http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`)).status).toBe(200);
  });
});

describe('options', () => {
  it.each([
    [{ connectTimeout: 0 }, 'connectTimeout'],
    [{ connectTimeout: 2 ** 31 }, 'connectTimeout'],
    [{ maxNamespaces: -1 }, 'maxNamespaces'],
    [{ pingInterval: -1 }, 'pingInterval'],
    [{ transports: [] }, 'transports'],
  ])('that cannot work are refused by name: %j', (options, name) => {
    expect(() => new Server(options)).toThrow(name);
  });

  it('refuse a client manager that another server has', async () => {
    const { Manager } = await import('../src/index.js');
    const clientManager = new Manager();
    new Server({ clientManager });
    expect(() => new Server({ clientManager })).toThrow('belongs to another server');
  });
});

describe('a process', () => {
  it('ends by itself after shutdown, whatever the server was doing', async () => {
    const program = `
      import { Server } from '${fileURLToPath(new URL('../src/index.ts', import.meta.url))}';
      import { io } from 'socket.io-client';
      const sio = new Server({ pingInterval: 60_000, connectTimeout: 60_000, connectionStateRecovery: true });
      sio.on('connect', (sid) => {
        void sio.call('never answered', 1, { to: sid });
        void sio.timeout(60_000).emitWithAck('never answered');
      });
      sio.listen(0, '127.0.0.1').then(({ port }) => {
        for (const transports of [['polling'], ['websocket']]) io('http://127.0.0.1:' + port, { transports, forceNew: true, reconnection: false });
        let clients = 0;
        sio.use((sid) => void setImmediate(() => ++clients === 2 && sio.shutdown().then(() => console.log('shut down'))));
      });`;
    const folder = await mkdtemp(join(tmpdir(), 'shutdown-'));
    const outfile = join(folder, 'program.cjs');
    const resolveDir = fileURLToPath(new URL('.', import.meta.url));
    const conditions = ['@x/source', 'node', 'import'];
    await build({
      stdin: { contents: program, resolveDir, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      conditions,
      outfile,
    });
    const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
    await rm(folder, { recursive: true });
    expect(stdout).toBe('shut down\n');
  });
});

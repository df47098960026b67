import { afterEach, describe, expect, it } from 'vitest';
import { DisconnectedError, Server } from '../src/index.js';
import { deferred, type Fixture, httpServer, next, serve } from './support/server.js';

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

describe('options', () => {
  it.each([
    [{ connectTimeout: 0 }, 'connectTimeout'],
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

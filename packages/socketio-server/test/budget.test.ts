import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { Server } from '../src/index.js';
import { deferred, type Fixture, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

const big = 'x'.repeat(50_000);

/** A client that is in the main namespace. */
async function joined(): Promise<Wire> {
  const wire = await Wire.open(fixture.url);
  fixture.own(wire);
  await wire.join();
  return wire;
}

describe('what a client makes the server keep', () => {
  it('is given back: who joins and leaves for long is not closed for what was held back and sent', async () => {
    fixture = await serve({ maxBackpressure: 200_000 });
    fixture.sio.on('connect', (sid) => void fixture.sio.emit('state', big, { to: sid }));
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    for (let round = 0; round < 10; round++) {
      await wire.join();
      expect(await wire.next()).toContain('state');
      wire.send('41');
    }
  });

  it('counts disconnect handlers: who comes and goes cannot pile them up', async () => {
    fixture = await serve({ maxNamespaces: 3 });
    const release = deferred();
    let running = 0;
    fixture.sio.on('disconnect', () => {
      running += 1;
      return release.promise;
    });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    for (let round = 0; round < 3; round++) {
      await wire.join();
      wire.send('41');
    }
    wire.send('40');
    expect(await wire.next()).toBe('44{"message":"Too many namespaces"}');
    expect(running).toBe(3);
    release.resolve();
    await until(() => fixture.sio.stats().clients['/'] === undefined);
    await wire.join();
  });

  it.each([
    ['error handlers', 'boom', true],
    ['error handlers, of handlers that take their time', 'late', true],
    ['handlers of what nobody handles', 'nobody', true],
    ['handlers of what nobody handles, in order', 'nobody', false],
  ])('counts %s', async (_what, event, asyncHandlers) => {
    fixture = await serve({ maxBackpressure: 200_000, asyncHandlers });
    const release = deferred();
    fixture.sio.on('boom', () => {
      throw new Error('boom');
    });
    fixture.sio.on('late', async () => {
      throw new Error('late');
    });
    fixture.sio.onError(() => release.promise);
    fixture.sio.onUnhandled(() => release.promise);
    const wire = await joined();
    for (let i = 0; i < 10; i++) wire.send(`42["${event}","${big}"]`);
    await wire.closed;
    release.resolve();
  });

  it.each(['boom', 'late', 'nobody', 'slow'])('is given back at the end of "%s"', async (event) => {
    fixture = await serve({ maxBackpressure: 200_000 });
    fixture.sio.on('boom', () => {
      throw new Error('boom');
    });
    fixture.sio.on('late', async () => {
      throw new Error('late');
    });
    fixture.sio.on('slow', async () => {});
    fixture.sio.on('done', () => 'done');
    fixture.sio.onError(async () => {});
    fixture.sio.onUnhandled(async () => {});
    const wire = await joined();
    for (let i = 0; i < 10; i++) {
      wire.send(`42["${event}","${big}"]`);
      wire.send('421["done"]');
      expect(await wire.next()).toBe('431["done"]');
    }
  });

  it('counts error handlers of connects that were refused', async () => {
    fixture = await serve({ maxBackpressure: 10_000 });
    const release = deferred();
    fixture.sio.on('connect', () => {
      throw new Error('no');
    });
    fixture.sio.onError(() => release.promise);
    const wire = await Wire.open(fixture.url);
    for (let i = 0; i < 100; i++) wire.send('40');
    await wire.closed;
    release.resolve();
  });

  it('counts what came with connects whose handlers run', async () => {
    fixture = await serve({ maxBackpressure: 200_000, namespaces: '*' });
    const release = deferred();
    fixture.sio.use(() => release.promise, { namespace: '*' });
    const wire = await Wire.open(fixture.url);
    for (let i = 0; i < 10; i++) wire.send(`40/${i},{"token":"${big}"}`);
    await wire.closed;
    release.resolve();
  });

  it('is nothing for one that left while its connect handler runs', async () => {
    fixture = await serve({ maxBackpressure: 200_000 });
    const release = deferred();
    const left = deferred();
    fixture.sio.on('connect', () => release.promise);
    fixture.sio.on('disconnect', () => left.resolve());
    const wire = await Wire.open(fixture.url);
    wire.send('40');
    await until(() => fixture.sio.stats().clients['/'] === 1);
    const [sid] = fixture.sio.manager.getParticipants();
    void fixture.sio.emit('before', big);
    wire.disconnect();
    await until(() => fixture.sio.stats().connections === 0);
    for (let i = 0; i < 20; i++) void fixture.sio.emit('after', big);
    expect(fixture.sio.manager.find(sid!)).toMatchObject({ held: undefined });
    release.resolve();
    await left.promise;
  });
});

describe('a handler that throws', () => {
  class Odd extends Error {
    [Symbol.for('nodejs.util.inspect.custom')]() {
      throw new Error('not to be looked at');
    }
  }

  it.each([
    ['an error that cannot be shown', false, new Odd('odd')],
    ['what a failing logger is told', { debug() {}, info() {}, warn() {}, error: failing }, new Error('x')],
    [
      'what a logger is told that fails later',
      { debug() {}, info() {}, warn() {}, error: failingLater },
      new Error('x'),
    ],
  ])('%s does no harm', async (_what, logger, error) => {
    const shown: unknown[][] = [];
    const write = console.error;
    console.error = (...line: unknown[]) => {
      shown.push(line);
      inspect(line);
    };
    try {
      fixture = await serve({ logger });
      fixture.sio.on('boom', async () => {
        throw error;
      });
      fixture.sio.on('done', () => 'done');
      const client = await fixture.connect();
      client.emit('boom');
      expect(await client.emitWithAck('done')).toBe('done');
      await until(() => shown.some(([line]) => String(line).includes('could not be logged')));
    } finally {
      console.error = write;
    }
  });

  it('is told to a logger that has all four methods, which is checked', async () => {
    fixture = await serve();
    expect(() => new Server({ logger: {} as never })).toThrow('debug()');
  });
});

function failing(): void {
  throw new Error('the disk is full');
}

async function failingLater(): Promise<void> {
  throw new Error('the disk is full');
}

import { afterEach, describe, expect, it } from 'vitest';
import { deferred, type Fixture, next, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('asyncHandlers: false', () => {
  it("runs one client's handlers strictly one after the other, errors and disconnect included", async () => {
    fixture = await serve({ asyncHandlers: false });
    const log: string[] = [];
    fixture.sio.on('work', async (_sid, n) => {
      log.push(`start ${n}`);
      // Later work would be done sooner, if it were not for the order.
      for (let turn = 0; turn < 10 - n; turn++) await new Promise((resolve) => setImmediate(resolve));
      log.push(`end ${n}`);
      if (n === 1) throw new Error('mine');
    });
    fixture.sio.on('sync', (_sid, n) => void log.push(`sync ${n}`));
    const gone = new Promise((resolve) => fixture.sio.on('disconnect', (_sid, reason) => resolve(log.push(reason))));
    const client = await fixture.connect();
    client.emit('work', 0);
    client.emit('work', 1);
    client.emit('sync', 2);
    client.emit('work', 3);
    client.disconnect();
    await gone;
    expect(log).toEqual(['start 0', 'end 0', 'start 1', 'end 1', 'sync 2', 'start 3', 'end 3', 'client disconnect']);
    await until(() => fixture.sio.stats().clients['/'] === undefined);
  });

  it('does not let one client wait for another', async () => {
    fixture = await serve({ asyncHandlers: false });
    const release = deferred();
    fixture.sio.on('slow', () => release.promise);
    fixture.sio.on('quick', () => 'done');
    (await fixture.connect()).emit('slow');
    expect(await (await fixture.connect()).emitWithAck('quick')).toBe('done');
    release.resolve();
  });

  it('lets a handler disconnect its own client, and wait for it; what the client sent behind is dropped', async () => {
    fixture = await serve({ asyncHandlers: false });
    const { sio } = fixture;
    const log: string[] = [];
    const ended = deferred();
    sio.on('bye', async (sid) => {
      await sio.disconnect(sid);
      log.push('disconnected');
      ended.resolve();
    });
    sio.on('late', () => expect.unreachable('the client was gone'));
    sio.on('disconnect', async () => {
      log.push('handler');
    });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    await wire.join();
    wire.send('42["bye"]', '42["late"]');
    await ended.promise;
    await until(() => log.length === 2);
    expect(log).toEqual(['handler', 'disconnected']);
  });

  it('closes a client that sends more than its handlers will ever manage', async () => {
    fixture = await serve({ asyncHandlers: false, maxBackpressure: 10_000 });
    const release = deferred();
    fixture.sio.on('slow', () => release.promise);
    const wire = await Wire.open(fixture.url);
    await wire.join();
    for (let i = 0; i < 20; i++) wire.send(`42["slow","${'x'.repeat(1000)}"]`);
    await wire.closed;
    release.resolve();
  });
});

describe('asyncHandlers: true', () => {
  it('closes a client that sends more than its handlers will ever manage, and no other', async () => {
    fixture = await serve({ maxBackpressure: 10_000 });
    const release = deferred();
    fixture.sio.on('slow', () => release.promise);
    fixture.sio.on('quick', async () => 'done');
    const [greedy, modest] = [await Wire.open(fixture.url), await fixture.connect()];
    await greedy.join();
    for (let i = 0; i < 20; i++) greedy.send(`42["slow","${'x'.repeat(1000)}"]`);
    await greedy.closed;
    for (let i = 0; i < 20; i++) expect(await modest.emitWithAck('quick', 'x'.repeat(1000))).toBe('done');
    release.resolve();
  });

  it('lets handlers overlap', async () => {
    fixture = await serve();
    const release = deferred();
    fixture.sio.on('slow', () => release.promise);
    fixture.sio.on('quick', () => release.resolve());
    const client = await fixture.connect();
    const slow = client.emitWithAck('slow');
    client.emit('quick');
    await slow;
  });
});

describe('packets', () => {
  it('arrive in order and once across an upgrade, in both directions', async () => {
    fixture = await serve();
    const total = 1000;
    const received: number[] = [];
    const all = deferred();
    fixture.sio.on('up', (_sid, n) => {
      received.push(n);
      if (received.length === total) all.resolve();
    });
    const client = await fixture.connect('/', { transports: ['polling', 'websocket'] });
    const numbers: number[] = [];
    client.on('down', (n) => numbers.push(n));
    const end = next(client, 'end');
    for (let i = 0; i < total; i++) {
      client.emit('up', i);
      void fixture.sio.emit('down', i % 50 === 0 ? [i, Buffer.from([i % 256])] : i, { to: client.id! });
      if (i % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    void fixture.sio.emit('end');
    await Promise.all([all.promise, end]);
    const expected = Array.from({ length: total }, (_, i) => i);
    expect(received).toEqual(expected);
    expect(numbers.map((n) => (Array.isArray(n) ? n[0] : n))).toEqual(expected);
    await until(() => fixture.sio.transport(client.id!) === 'websocket');
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { deferred, type Fixture, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

const reserved = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
  '__disconnect_final',
  '*',
];

describe('what is no packet closes the connection', () => {
  it.each([
    ['unknown type', '47'],
    ['text that is none', '4abc'],
    ['no payload', '42'],
    ['empty payload', '42[]'],
    ['object for an event', '42{}'],
    ['broken JSON', '42["e"'],
    ['name that is no string', '42[{"toString":"x"}]'],
    ['id that is no number', '42abc["e"]'],
    ['endless id', `42${'9'.repeat(1000)}["e"]`],
    ['ack without id', '43[]'],
    ['ack that is no array', '431{}'],
    ['connect error from a client', '44{"message":"x"}'],
    ['payload that is no object', '40"text"'],
    ['deep nesting', `42["e",${'['.repeat(100_000)}${']'.repeat(100_000)}]`],
    ['too many attachments', '4511-["e"]'],
    ['endless attachments', '459999999999999-["e"]'],
    ['placeholder out of range', '451-["e",{"_placeholder":true,"num":1}]'],
    ['placeholder that is no number', '451-["e",{"_placeholder":true,"num":"splice"}]'],
    ...reserved.map((name) => [`reserved name ${name}`, `42["${name}","x"]`]),
  ])('%s', async (_title, message) => {
    fixture = await serve();
    fixture.sio.on('connect', (_sid, _environ, auth) => {
      if (auth === 'x') expect.unreachable('forged');
    });
    fixture.sio.on('*', () => expect.unreachable('nothing valid was sent'));
    const seen: string[] = [];
    fixture.sio.on('disconnect', (_sid, reason) => void seen.push(reason));
    const wire = await Wire.open(fixture.url);
    await wire.join();
    wire.send(message!);
    await wire.closed;
    await until(() => seen.length === 1);
    expect(seen).toEqual(['parse error']);
  });

  it.each([
    ['text where an attachment is due', ['451-["e",{"_placeholder":true,"num":0}]', '42["e"]']],
    ['binary that nobody announced', [Buffer.from([1])]],
  ])('%s', async (_title, messages) => {
    fixture = await serve();
    const wire = await Wire.open(fixture.url);
    await wire.join();
    wire.send(...messages);
    await wire.closed;
  });

  it.each([
    ['an event', '42["e"]'],
    ['an acknowledgement', '431[]'],
    ['attachments to come', '451-["e",{"_placeholder":true,"num":0}]'],
  ])('before any namespace is joined: %s', async (_title, message) => {
    fixture = await serve();
    const wire = await Wire.open(fixture.url);
    wire.send(message);
    await wire.closed;
  });
});

describe('names that mean something to JavaScript', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'error'])(
    '%s is an event like any other',
    async (name) => {
      fixture = await serve();
      const unhandled: string[] = [];
      fixture.sio.onUnhandled((_sid, event) => void unhandled.push(event));
      const client = await fixture.connect();
      client.emit(name, { __proto__: { polluted: true }, constructor: 1 });
      await until(() => unhandled.length === 1);
      fixture.sio.on(name, (_sid, data) => data);
      const wire = await Wire.open(fixture.url);
      fixture.own(wire);
      await wire.join();
      wire.send(`421["${name}",{"__proto__":{"polluted":true}}]`);
      expect(await wire.next()).toBe('431[{"__proto__":{"polluted":true}}]');
      expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
    },
  );
});

describe('memory', () => {
  it('of a client that does not read is bounded: it is closed', async () => {
    fixture = await serve({ maxBackpressure: 100_000 });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    const sid = await wire.join();
    const reasons: string[] = [];
    fixture.sio.on('disconnect', (_sid, reason) => void reasons.push(reason));
    wire.pause();
    const data = 'x'.repeat(50_000);
    let highest = 0;
    for (let i = 0; i < 10_000 && reasons.length === 0; i++) {
      void fixture.sio.emit('e', data, { to: sid });
      highest = Math.max(highest, fixture.sio.bufferedAmount(sid));
      if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(reasons).toEqual(['transport error']);
    expect(highest).toBeGreaterThan(0);
    expect(highest).toBeLessThan(500_000);
  });

  it('of what is held back for a slow connect handler is bounded, too', async () => {
    fixture = await serve({ maxBackpressure: 100_000 });
    const release = deferred();
    fixture.sio.on('connect', () => release.promise);
    const wire = await Wire.open(fixture.url);
    wire.send('40');
    await until(() => fixture.sio.stats().clients['/'] === 1);
    for (let i = 0; i < 5; i++) void fixture.sio.emit('e', 'x'.repeat(50_000));
    await wire.closed;
    release.resolve();
  });
});

describe('a flood', () => {
  it('of one client leaves every turn of the event loop to the others as well', async () => {
    fixture = await serve();
    let flooded = 0;
    let inTurn = 0;
    let most = 0;
    fixture.sio.on('noop', () => {
      flooded += 1;
      if (inTurn === 0) {
        setImmediate(() => {
          inTurn = 0;
        });
      }
      inTurn += 1;
      most = Math.max(most, inTurn);
    });
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    await wire.join();
    const total = 100_000;
    const packet = '42["noop"]';
    for (let i = 0; i < total; i++) wire.send(packet);
    await until(() => flooded === total);
    // A budget of 64 KiB, overdrawn by what had been read already: frames have six bytes besides the text.
    expect(most * (packet.length + 6)).toBeLessThan(3 * 64 * 1024);
  });
});

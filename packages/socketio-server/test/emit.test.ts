import { RESERVED_EVENTS } from '@x/socketio-parser';
import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { BroadcastTimeoutError, DisconnectedError, TimeoutError, tuple } from '../src/index.js';
import { type Fixture, next, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

/** Everything that a client hears until the event `end`. */
async function heard(client: Socket): Promise<unknown[][]> {
  const events: unknown[][] = [];
  client.onAny((...event) => events.push(event));
  await next(client, 'end');
  return events.slice(0, -1);
}

describe('data', () => {
  it.each([
    ['nothing is no argument', [undefined], []],
    ['null is one argument', [null], [null]],
    ['a value is one argument', ['text'], ['text']],
    ['an array is one argument', [[1, 2]], [[1, 2]]],
    ['an empty array is one argument', [[]], [[]]],
    ['a tuple is as many as it holds', [tuple(1, [2], { three: 3 })], [1, [2], { three: 3 }]],
    ['an empty tuple is none', [tuple()], []],
    ['unicode survives', ['Grüße 世界 \u{1f600} \u2028'], ['Grüße 世界 \u{1f600} \u2028']],
    [
      'binary values stand anywhere',
      [{ list: [Buffer.from([1]), new Uint8Array([2])] }],
      [{ list: [Buffer.from([1]), Buffer.from([2])] }],
    ],
  ])('%s', async (_title, [data], expected) => {
    fixture = await serve();
    const client = await fixture.connect();
    const received = next(client, 'e');
    await fixture.sio.emit('e', data);
    expect(await received).toEqual(expected);
  });

  it.each([
    ['undefined', undefined, []],
    ['null', null, [null]],
    ['false', false, [false]],
    ['an array', [1, 2], [[1, 2]]],
    ['a tuple', tuple('OK', 123), ['OK', 123]],
    ['binary', { b: Buffer.from([1, 2]) }, [{ b: Buffer.from([1, 2]) }]],
  ])('that a handler returns is the acknowledgement: %s', async (_title, value, expected) => {
    fixture = await serve();
    fixture.sio.on('now', () => value);
    fixture.sio.on('later', async () => value);
    const client = await fixture.connect();
    const ask = (event: string) => new Promise((resolve) => client.emit(event, (...args: unknown[]) => resolve(args)));
    expect(await ask('now')).toEqual(expected);
    expect(await ask('later')).toEqual(expected);
  });

  it('of binary arrives from the client as Buffers', async () => {
    fixture = await serve();
    fixture.sio.on('b', (_sid, data) => Buffer.isBuffer(data.bytes) && data.bytes.toString('hex'));
    expect(await (await fixture.connect()).emitWithAck('b', { bytes: new Uint8Array([0xca, 0xfe]) })).toBe('cafe');
  });

  it('send() emits a message', async () => {
    fixture = await serve();
    const client = await fixture.connect();
    const received = next(client, 'message');
    await fixture.sio.send({ a: 1 }, { to: client.id! });
    expect(await received).toEqual([{ a: 1 }]);
  });
});

describe('the target', () => {
  it('is a sid, a room, a list of either as a union, or everyone; minus who is skipped', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const [a, b, c] = [await fixture.connect(), await fixture.connect(), await fixture.connect()];
    const [idA, idB, idC] = [a.id!, b.id!, c.id!];
    for (const sid of [idA, idB]) await sio.enterRoom(sid, 'r');
    const cases: [string, object, string][] = [
      ['everyone', {}, 'abc'],
      ['sid', { to: idA }, 'a'],
      ['room', { to: 'r' }, 'ab'],
      ['alias room', { room: 'r' }, 'ab'],
      ['alias sid', { sid: idC }, 'c'],
      ['list', { to: ['r', idB, idC] }, 'abc'],
      ['empty list', { to: [] }, ''],
      ['empty room', { to: 'nobody' }, ''],
      ['skip one', { to: 'r', skipSid: idA }, 'b'],
      ['skip several', { skipSid: [idA, idC] }, 'b'],
      ['skip a room', { skipSid: 'r' }, 'c'],
    ];
    const everyone = Promise.all([a, b, c].map(heard));
    for (const [name, options] of cases) void sio.emit(name, undefined, options);
    void sio.emit('end');
    const lists = await everyone;
    for (const [name, , expected] of cases) {
      const who = ['a', 'b', 'c'].filter((_client, i) => lists[i]!.some(([event]) => event === name)).join('');
      expect([name, who]).toEqual([name, expected]);
    }
    expect(lists[0]!.filter(([event]) => event === 'list')).toHaveLength(1);
  });

  it('is a namespace that an option or a handle names', async () => {
    fixture = await serve();
    const chat = fixture.sio.of('/chat');
    const client = await fixture.connect('/chat');
    const first = next(client, 'e');
    await fixture.sio.emit('e', 1, { namespace: '/chat' });
    expect(await first).toEqual([1]);
    const second = next(client, 'e');
    await chat.emit('e', 2, { to: client.id! });
    expect(await second).toEqual([2]);
  });

  it('can join the room that is named as another client, and hears what goes there', async () => {
    fixture = await serve();
    const [watched, watcher] = [await fixture.connect(), await fixture.connect()];
    await fixture.sio.enterRoom(watcher.id!, watched.id!);
    const both = Promise.all([next(watched, 'e'), next(watcher, 'e')]);
    await fixture.sio.emit('e', 1, { to: watched.id! });
    expect(await both).toEqual([[1], [1]]);
  });
});

describe('mistakes', () => {
  // Clients end their connection over an event with a reserved name: one emit would end them all.
  it.each([...RESERVED_EVENTS])('%s cannot be emitted', async (name) => {
    fixture = await serve();
    await expect(fixture.sio.emit(name)).rejects.toThrow(`"${name}" is a reserved name`);
    await expect(fixture.sio.call(name, 1, { to: 'x' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('with data that cannot be sent reject, also when nobody is there to wait, and are logged if nobody looks', async () => {
    fixture = await serve();
    await fixture.connect();
    const circular: unknown[] = [];
    circular.push(circular);
    await expect(fixture.sio.emit('e', circular)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(fixture.log.errors).toEqual([]);
    void fixture.sio.emit('e', circular);
    await until(() => fixture.log.errors.length === 1);
    expect(fixture.log.errors[0]).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('with data that cannot be sent send no part of it', async () => {
    fixture = await serve();
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    await wire.join();
    await expect(
      fixture.sio.emit('e', [
        Buffer.from([1]),
        {
          toJSON() {
            throw new Error('no');
          },
        },
      ]),
    ).rejects.toThrow('no');
    await fixture.sio.emit('next');
    expect(await wire.next()).toBe('42["next"]');
  });
});

describe('callbacks', () => {
  it('get the values of the acknowledgement, once per recipient', async () => {
    fixture = await serve();
    const clients = [await fixture.connect(), await fixture.connect()];
    for (const [i, client] of clients.entries())
      client.on('q', (reply: (...args: unknown[]) => void) => reply(i, 'ok'));
    const answers: unknown[][] = [];
    await fixture.sio.emit('q', undefined, { callback: (...args) => void answers.push(args) });
    await until(() => answers.length === 2);
    expect(answers.sort()).toEqual([
      [0, 'ok'],
      [1, 'ok'],
    ]);
  });

  it('that throw are logged, and harm nothing', async () => {
    fixture = await serve();
    const client = await fixture.connect();
    client.on('q', (reply: () => void) => reply());
    await fixture.sio.emit('q', undefined, {
      to: client.id!,
      callback: () => {
        throw new Error('mine');
      },
    });
    await fixture.sio.emit('q', undefined, {
      to: client.id!,
      callback: async () => {
        throw new Error('also mine');
      },
    });
    await until(() => fixture.log.errors.length === 2);
    expect(await fixture.sio.call('q', undefined, { to: client.id! })).toBe(undefined);
  });

  it('count once; unknown, late and repeated acknowledgements are ignored', async () => {
    fixture = await serve();
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    const sid = await wire.join();
    const answers: unknown[][] = [];
    await fixture.sio.emit('q', undefined, { to: sid, callback: (...args) => void answers.push(args) });
    const id = /^42(\d+)/.exec(String(await wire.next()))![1]!;
    fixture.sio.on('end', () => 'done');
    wire.send('430[]', `43${id}["first"]`, `43${id}["second"]`, '43999[]', '427["end"]');
    expect(await wire.next()).toBe('437["done"]');
    expect(answers).toEqual([['first']]);
  });
});

describe('callbacks that come too late', () => {
  it('are not called: after the timeout the acknowledgement is unknown', async () => {
    fixture = await serve();
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    const sid = await wire.join();
    const answers: unknown[][] = [];
    const callback = (...args: unknown[]) => void answers.push(args);
    await fixture.sio.emit('q', undefined, { to: sid, callback, timeout: 1 });
    const id = /^42(\d+)/.exec(String(await wire.next()))![1]!;
    // Begun later, so over later.
    await expect(fixture.sio.call('q', undefined, { to: sid, timeout: 20 })).rejects.toThrow(TimeoutError);
    await wire.next();
    fixture.sio.on('end', () => 'done');
    wire.send(`43${id}["late"]`, '427["end"]');
    expect(await wire.next()).toBe('437["done"]');
    expect(answers).toEqual([]);
  });
});

describe('call', () => {
  it('resolves with nothing, the value, or an array of several', async () => {
    fixture = await serve();
    const client = await fixture.connect();
    client.on('none', (reply) => reply());
    client.on('one', (value, reply) => reply(value));
    client.on('list', (reply) => reply([1]));
    client.on('several', (reply) => reply(1, 2));
    const to = client.id!;
    expect(await fixture.sio.call('none', undefined, { to })).toBe(undefined);
    expect(await fixture.sio.call('one', 'x', { to })).toBe('x');
    expect(await fixture.sio.call('list', undefined, { sid: to })).toEqual([1]);
    expect(await fixture.sio.call('several', undefined, { to })).toEqual([1, 2]);
  });

  it('rejects when no answer comes in time', async () => {
    fixture = await serve();
    const client = await fixture.connect();
    await expect(fixture.sio.call('q', undefined, { to: client.id!, timeout: 10 })).rejects.toThrow(TimeoutError);
  });

  it('rejects at once when the client leaves', async () => {
    fixture = await serve();
    const client = await fixture.connect();
    client.on('q', () => client.disconnect());
    await expect(fixture.sio.call('q', undefined, { to: client.id! })).rejects.toThrow(DisconnectedError);
    const other = await fixture.connect();
    const pending = fixture.sio.call('q', undefined, { to: other.id!, timeout: Number.POSITIVE_INFINITY });
    void fixture.sio.disconnect(other.id!);
    await expect(pending).rejects.toThrow(DisconnectedError);
  });

  it('rejects at once when there is no such client', async () => {
    fixture = await serve();
    await expect(fixture.sio.call('q', undefined, { to: 'nobody' })).rejects.toThrow(DisconnectedError);
  });

  it('needs one client', async () => {
    fixture = await serve();
    await expect(fixture.sio.call('q', undefined, {})).rejects.toThrow('call() needs the sid of one client');
  });

  it('works inside a handler, even when handlers run strictly in order', async () => {
    fixture = await serve({ asyncHandlers: false });
    fixture.sio.on('start', async (sid) => fixture.sio.call('q', undefined, { to: sid }));
    const client = await fixture.connect();
    client.on('q', (reply) => reply('answered'));
    expect(await client.emitWithAck('start')).toBe('answered');
  });
});

describe('the fluent form', () => {
  it('adds up rooms and exceptions, and does not change what it was made from', async () => {
    fixture = await serve();
    const chat = fixture.sio.of('/chat');
    const [a, b, c] = [await fixture.connect('/chat'), await fixture.connect('/chat'), await fixture.connect('/chat')];
    await chat.enterRoom(a.id!, 'one');
    await chat.enterRoom(b.id!, 'two');
    const one = chat.to('one');
    const both = one.to('two').except(a.id!);
    const lists = Promise.all([a, b, c].map(heard));
    await one.emit('one', 1, 'two');
    await both.timeout(1000).volatile.compress(false).local.emit('both', 2);
    await chat.except('one').emit('others');
    await chat.emit('end');
    expect(await lists).toEqual([[['one', 1, 'two']], [['both', 2], ['others']], [['others']]]);
  });

  it('gathers acknowledgements', async () => {
    fixture = await serve();
    for (const i of [0, 1, 2]) (await fixture.connect()).on('q', (n, reply) => reply(n + i));
    expect((await fixture.sio.timeout(1000).emitWithAck('q', 10)).sort()).toEqual([10, 11, 12]);
    expect(await fixture.sio.to('nobody').emitWithAck('q')).toEqual([]);
  });

  it('gives what it has when some do not answer', async () => {
    fixture = await serve();
    (await fixture.connect()).on('q', (reply) => reply('yes'));
    await fixture.connect();
    const failure = await fixture.sio
      .timeout(400)
      .emitWithAck('q')
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BroadcastTimeoutError);
    expect(failure).toBeInstanceOf(TimeoutError);
    expect((failure as BroadcastTimeoutError).responses).toEqual(['yes']);
  });

  it('does not wait for those who leave', async () => {
    fixture = await serve();
    (await fixture.connect()).on('q', (reply) => reply('yes'));
    const leaver = await fixture.connect();
    leaver.on('q', () => leaver.disconnect());
    expect(await fixture.sio.to([]).emitWithAck('q')).toEqual([]);
    expect(await fixture.sio.timeout(10_000).emitWithAck('q')).toEqual(['yes']);
  });
});

describe('volatile', () => {
  it('events are dropped for who cannot take them at once, others are not', async () => {
    fixture = await serve();
    const polling = await fixture.connect('/', { transports: ['polling'] });
    const events: string[] = [];
    polling.onAny((event) => events.push(event));
    const end = next(polling, 'end');
    // The first fills the poll that waits; from then on there is nothing to write to.
    for (let i = 0; i < 3; i++) {
      await fixture.sio.emit('plain', i);
      await new Promise((resolve) => setImmediate(resolve));
      await fixture.sio.volatile.emit('volatile', i);
    }
    await fixture.sio.emit('end');
    await end;
    expect(events.filter((event) => event === 'plain')).toHaveLength(3);
    expect(events.filter((event) => event === 'volatile').length).toBeLessThan(3);
  });
});

describe('emits that nobody awaits', () => {
  it('keep their order', async () => {
    fixture = await serve();
    const client = await fixture.connect();
    const numbers: number[] = [];
    client.on('n', (n) => numbers.push(n));
    const end = next(client, 'end');
    for (let i = 0; i < 1000; i++) void fixture.sio.emit('n', i, i % 2 ? { to: client.id! } : {});
    void fixture.sio.emit('end');
    await end;
    expect(numbers).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('never end the process: nothing of the whole surface does', async () => {
    fixture = await serve();
    const failures: unknown[] = [];
    const note = (error: unknown) => failures.push(error);
    process.on('unhandledRejection', note);
    const { sio } = fixture;
    const circular: unknown[] = [];
    circular.push(circular);
    const client = await fixture.connect();
    const attempts = [
      sio.emit('connect'),
      sio.emit('e', circular),
      sio.emit('e', circular, { to: client.id!, callback() {} }),
      sio.send(circular),
      sio.call('q', 1, {}),
      sio.call('q', 1, { to: 'nobody' }),
      sio.call('q', 1, { to: client.id!, timeout: 1 }),
      sio.call('q', circular, { to: client.id! }),
      sio.getSession('nobody'),
      sio.saveSession('nobody', {}),
      sio.session('nobody'),
      sio.session(client.id!, () => {
        throw new Error('mine');
      }),
      sio.enterRoom('nobody', 'r'),
      sio.leaveRoom('nobody', 'r'),
      sio.closeRoom('nobody'),
      sio.disconnect('nobody'),
      sio.timeout(1).emitWithAck('q'),
      sio.to('x').emit('connect'),
      sio.fetchClients(),
      sio.joinRooms('r'),
      sio.leaveRooms('r'),
      sio.startBackgroundTask(() => {
        throw new Error('task');
      }),
      sio.serverSideEmit('e'),
    ];
    // It starts last and waits longest: when it is over, so are all the others.
    await expect(sio.call('q', 1, { to: client.id!, timeout: 20 })).rejects.toThrow(TimeoutError);
    process.off('unhandledRejection', note);
    expect(attempts.every((attempt) => attempt instanceof Promise)).toBe(true);
    expect(failures).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { Namespace, type Server, tuple } from '../src/index.js';
import { type Fixture, serve } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('handler arguments', () => {
  it('depend on what the handler was registered for', async () => {
    fixture = await serve({ namespaces: ['/a', '/b'] });
    const { sio } = fixture;
    sio.on('exact', (...args) => tuple('exact', ...args), { namespace: '/a' });
    sio.on('*', (...args) => tuple('any event', ...args), { namespace: '/a' });
    sio.on('exact', (...args) => tuple('any namespace', ...args), { namespace: '*' });
    sio.on('*', (...args) => tuple('anything', ...args), { namespace: '*' });
    const a = await fixture.connect('/a');
    const b = await fixture.connect('/b');
    const ask = (client: typeof a, event: string) =>
      new Promise((resolve) => client.emit(event, 1, 'two', (...answer: unknown[]) => resolve(answer)));
    expect(await ask(a, 'exact')).toEqual(['exact', a.id, 1, 'two']);
    expect(await ask(a, 'other')).toEqual(['any event', 'other', a.id, 1, 'two']);
    expect(await ask(b, 'exact')).toEqual(['any namespace', '/b', b.id, 1, 'two']);
    expect(await ask(b, 'other')).toEqual(['anything', 'other', '/b', b.id, 1, 'two']);
  });

  it('of connect and disconnect have the namespace first where they are for all namespaces', async () => {
    fixture = await serve({ namespaces: ['/b'] });
    const seen: unknown[][] = [];
    const gone = new Promise<void>((resolve) => {
      fixture.sio.on(
        'connect',
        (namespace, sid, environ, auth) => void seen.push([namespace, sid, environ.method, auth]),
        { namespace: '*' },
      );
      fixture.sio.on(
        'disconnect',
        (...args) => {
          seen.push(args);
          resolve();
        },
        { namespace: '*' },
      );
    });
    const client = await fixture.connect('/b', { auth: { a: 1 } });
    const { id } = client;
    client.disconnect();
    await gone;
    expect(seen).toEqual([
      ['/b', id, 'GET', { a: 1 }],
      ['/b', id, 'client disconnect'],
    ]);
  });

  it('of connect and disconnect never go to a catch-all event', async () => {
    fixture = await serve();
    const events: string[] = [];
    fixture.sio.on('*', (event) => void events.push(event));
    fixture.sio.on('*', (event) => void events.push(event), { namespace: '*' });
    const client = await fixture.connect();
    client.disconnect();
    await fixture.sio.shutdown();
    expect(events).toEqual([]);
  });
});

/** The six places where an event can be handled, in order of precedence. */
const places = [
  ['function for namespace and event', (sio: Server) => sio.on('e', () => 0, { namespace: '/n' })],
  ['function for namespace, any event', (sio: Server) => sio.on('*', () => 1, { namespace: '/n' })],
  ['function for any namespace, the event', (sio: Server) => sio.on('e', () => 2, { namespace: '*' })],
  ['function for any namespace, any event', (sio: Server) => sio.on('*', () => 3, { namespace: '*' })],
  [
    'class for the namespace',
    (sio: Server) =>
      sio.registerNamespace(
        new (class extends Namespace {
          on_e() {
            return 4;
          }
        })('/n'),
      ),
  ],
  [
    'class for any namespace',
    (sio: Server) =>
      sio.registerNamespace(
        new (class extends Namespace {
          on_e() {
            return 5;
          }
        })('*'),
      ),
  ],
] as const;

describe('precedence', () => {
  // Every set of places: the first of them must answer.
  const sets = Array.from({ length: 2 ** places.length - 1 }, (_, bits) =>
    places.map((_place, i) => ((bits + 1) >> i) & 1),
  );
  it.each(
    sets.map(
      (set) =>
        [
          set
            .map((on, i) => (on ? places[i]![0] : ''))
            .filter(Boolean)
            .join(' + '),
          set,
        ] as const,
    ),
  )('the first answers: %s', async (_title, set) => {
    fixture = await serve({ namespaces: ['/n'] });
    for (const [i, on] of set.entries()) if (on) places[i]![1](fixture.sio);
    const client = await fixture.connect('/n');
    expect(await client.emitWithAck('e')).toBe(set.indexOf(1));
  });
});

describe('registration', () => {
  it('replaces an earlier handler, and says so', async () => {
    fixture = await serve();
    fixture.sio.on('e', () => 'first');
    fixture.sio.on('e', () => 'second');
    expect(await (await fixture.connect()).emitWithAck('e')).toBe('second');
    expect(fixture.log.entries.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      'A second handler for "e" in / replaces the first',
    ]);
  });

  it('takes an object of handlers, or a function by its name', async () => {
    fixture = await serve();
    fixture.sio.event({ my_event: (_sid: string, value: number) => value + 1, 'with spaces': () => 'spaces' });
    fixture.sio.event(function named() {
      return 'named';
    });
    const client = await fixture.connect();
    expect(await client.emitWithAck('my_event', 1)).toBe(2);
    expect(await client.emitWithAck('with spaces')).toBe('spaces');
    expect(await client.emitWithAck('named')).toBe('named');
    expect(() => fixture.sio.event(() => {})).toThrow('event() needs a function that has a name');
  });

  it('can be undone', async () => {
    fixture = await serve();
    fixture.sio.on('e', () => 'function').on('*', () => 'any');
    const client = await fixture.connect();
    expect(await client.emitWithAck('e')).toBe('function');
    fixture.sio.off('e');
    expect(await client.emitWithAck('e')).toBe('any');
  });

  it('makes a namespace one that is served', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const namespace = '/own';
    expect(sio.isServed({ namespace })).toBe(false);
    sio.on('e', () => {}, { namespace });
    expect(sio.isServed({ namespace })).toBe(true);
    sio.off('e', { namespace });
    expect([sio.isServed({ namespace }), sio.of(namespace).isServed()]).toEqual([false, true]);
  });

  it('refuses what is no function', async () => {
    fixture = await serve();
    expect(() => fixture.sio.on('e', 'text' as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('an event that nobody handles', () => {
  it('is not acknowledged, and is told to onUnhandled', async () => {
    fixture = await serve();
    const seen: unknown[][] = [];
    fixture.sio.onUnhandled((...args) => void seen.push(args));
    fixture.sio.on('known', () => 'answer');
    const client = await fixture.connect();
    let acknowledged = false;
    client.emit('unknown', 1, () => {
      acknowledged = true;
    });
    expect(await client.emitWithAck('known')).toBe('answer');
    expect(acknowledged).toBe(false);
    expect(seen).toEqual([[client.id, 'unknown', [1], '/']]);
  });
});

describe('event middlewares', () => {
  it('run around the handler, in order, and may change, answer or refuse', async () => {
    fixture = await serve();
    const order: string[] = [];
    fixture.sio.useEvent(async (_sid, event, args, next) => {
      order.push(`before ${event}`);
      args[0] += 1;
      const result = await next();
      order.push('after');
      return `${result}!`;
    });
    fixture.sio.useEvent((_sid, event, _args, next) => (event === 'short' ? 'short cut' : next()));
    fixture.sio.on('e', (_sid, value: number) => value * 10);
    const client = await fixture.connect();
    expect(await client.emitWithAck('e', 1)).toBe('20!');
    expect(await client.emitWithAck('short', 1)).toBe('short cut!');
    expect(order).toEqual(['before e', 'after', 'before short', 'after']);
  });

  it('that throw keep the event from its handler and are reported', async () => {
    fixture = await serve();
    fixture.sio.useEvent(() => {
      throw new Error('forbidden');
    });
    fixture.sio.on('e', () => expect.unreachable('the middleware refused'));
    fixture.sio.onError((error) => (error as Error).message);
    expect(await (await fixture.connect()).emitWithAck('e')).toBe('forbidden');
  });

  it('see no result of an event that nobody handles; it stays unhandled unless they answer', async () => {
    fixture = await serve();
    const unhandled: string[] = [];
    const results: unknown[] = [];
    fixture.sio.useEvent(async (_sid, event, _args, next) => {
      const result = await next();
      results.push(result);
      return event === 'answered' ? 'by the middleware' : result;
    });
    fixture.sio.onUnhandled((_sid, event) => void unhandled.push(event));
    fixture.sio.on('known', () => 1);
    const client = await fixture.connect();
    client.emit('unknown', () => expect.unreachable('nobody handled it'));
    expect(await client.emitWithAck('answered')).toBe('by the middleware');
    expect(await client.emitWithAck('known')).toBe(1);
    expect(unhandled).toEqual(['unknown']);
    expect(results).toEqual([undefined, undefined, 1]);
  });

  it('need not wait for anything', async () => {
    fixture = await serve();
    const unhandled: string[] = [];
    fixture.sio.useEvent((_sid, _event, _args, next) => next());
    fixture.sio.onUnhandled((_sid, event) => void unhandled.push(event));
    fixture.sio.on('known', () => 1);
    const client = await fixture.connect();
    client.emit('unknown');
    expect(await client.emitWithAck('known')).toBe(1);
    expect(unhandled).toEqual(['unknown']);
  });
});

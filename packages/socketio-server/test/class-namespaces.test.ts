import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { defineNamespace, event, Namespace } from '../src/index.js';
import { deferred, type Fixture, refusal, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

class Chat extends Namespace {
  readonly log: unknown[][] = [];
  left = deferred();

  override onConnect(sid: string, environ: { method: string }, auth: unknown) {
    this.log.push(['connect', sid, environ.method, auth]);
  }

  override onDisconnect(sid: string, reason: string) {
    this.log.push(['disconnect', sid, reason]);
    this.left.resolve();
  }

  on_my_event(sid: string, ...args: unknown[]) {
    return [sid, ...args];
  }

  onFooBar() {
    return 'fooBar';
  }

  async on_said(sid: string, text: string) {
    await this.emit('said', text, { skipSid: sid });
  }

  named() {
    return `named by ${this.constructor.name}`;
  }

  on_field = () => 'field';

  helper() {
    return expect.unreachable('a helper is no handler');
  }
}

// What the decorators make of it; that compilers do call them so is tested below.
event('another name')(Chat.prototype, 'named', Object.getOwnPropertyDescriptor(Chat.prototype, 'named')!);
event('any name')(Chat.prototype, 'named', Object.getOwnPropertyDescriptor(Chat.prototype, 'named')!);

describe('a class-based namespace', () => {
  it('handles what its methods say, with itself as `this`', async () => {
    fixture = await serve();
    const chat = new Chat('/chat');
    fixture.sio.registerNamespace(chat);
    const client = await fixture.connect('/chat', { auth: { a: 1 } });
    expect(await client.emitWithAck('my_event', 1, 'two')).toEqual([client.id, 1, 'two']);
    expect(await client.emitWithAck('fooBar')).toBe('fooBar');
    expect(await client.emitWithAck('any name')).toBe('named by Chat');
    expect(await client.emitWithAck('another name')).toBe('named by Chat');
    expect(await client.emitWithAck('field')).toBe('field');
    const { id } = client;
    client.disconnect();
    await chat.left.promise;
    expect(chat.log).toEqual([
      ['connect', id, 'GET', { a: 1 }],
      ['disconnect', id, 'client disconnect'],
    ]);
  });

  it('acts on its own namespace without being told', async () => {
    fixture = await serve();
    const chat = new Chat('/chat');
    fixture.sio.registerNamespace(chat);
    const [ann, bob] = [await fixture.connect('/chat'), await fixture.connect('/chat')];
    const heard = new Promise((resolve) => bob.once('said', resolve));
    ann.once('said', () => expect.unreachable('the speaker was skipped'));
    ann.emit('said', 'hello');
    expect(await heard).toBe('hello');
    await chat.enterRoom(ann.id!, 'room');
    expect(chat.rooms(ann.id!)).toEqual([ann.id, 'room']);
    await chat.saveSession(ann.id!, { user: 'ann' });
    expect(await chat.getSession(ann.id!)).toEqual({ user: 'ann' });
    bob.on('question', (reply: (answer: string) => void) => reply('answer'));
    expect(await chat.call('question', undefined, { to: bob.id! })).toBe('answer');
    await chat.disconnect(ann.id!);
    expect(fixture.sio.stats().clients).toEqual({ '/chat': 1 });
  });

  it.each([
    'connect_handler',
    'helper',
    'constructor',
    'emit',
    'triggerEvent',
    'toString',
    '__proto__',
    'hasOwnProperty',
    'error',
    'onConnect',
    'on_my_event',
    'FooBar',
    'foo_bar',
    'log',
    'namespace',
  ])('lets no client reach %s', async (name) => {
    fixture = await serve();
    const unhandled = deferred<string>();
    fixture.sio.onUnhandled((_sid, event) => unhandled.resolve(event));
    fixture.sio.registerNamespace(new Chat('/chat'));
    const client = await fixture.connect('/chat');
    client.emit(name, 1, () => expect.unreachable('nothing was there to answer'));
    expect(await unhandled.promise).toBe(name);
  });

  it('inherits handlers, and what overrides a handler takes its names', async () => {
    fixture = await serve();
    class Louder extends Chat {
      override onFooBar() {
        return 'FOO BAR';
      }
      override named() {
        return 'overridden';
      }
    }
    fixture.sio.registerNamespace(new Louder('/chat'));
    const client = await fixture.connect('/chat');
    expect(await client.emitWithAck('fooBar')).toBe('FOO BAR');
    expect(await client.emitWithAck('any name')).toBe('overridden');
    expect(await client.emitWithAck('my_event')).toEqual([client.id]);
  });

  it('cannot handle one event twice', async () => {
    fixture = await serve();
    class Twice extends Namespace {
      on_x() {}
      onX() {}
    }
    expect(() => fixture.sio.registerNamespace(new Twice('/x'))).toThrow('on_x() and onX() both handle the event "x"');
    class Decorated extends Chat {
      on_any() {}
    }
    event('any')(Decorated.prototype, 'helper', Object.getOwnPropertyDescriptor(Chat.prototype, 'helper')!);
    expect(() => fixture.sio.registerNamespace(new Decorated('/y'))).toThrow('both handle the event "any"');
  });

  it('can turn clients away, and hear of its errors', async () => {
    fixture = await serve();
    const errors: unknown[] = [];
    class Closed extends Namespace {
      override onConnect(_sid: string, _environ: unknown, auth?: { ok: boolean }) {
        return auth?.ok === true;
      }
      on_fail() {
        throw new Error('failed');
      }
      override onError(error: unknown, { event }: { event: string }) {
        errors.push(event);
        return (error as Error).message;
      }
    }
    fixture.sio.registerNamespace(new Closed('/closed'));
    expect((await refusal(fixture.open('/closed'))).message).toBe('Connection rejected by server');
    const client = await fixture.connect('/closed', { auth: { ok: true } });
    expect(await client.emitWithAck('fail')).toBe('failed');
    expect(errors).toEqual(['fail']);
  });

  it("may name the lifecycle as Python's do", async () => {
    fixture = await serve();
    const log: string[] = [];
    class Pythonic extends Namespace {
      on_connect() {
        log.push('connect');
      }
      async on_disconnect(_sid: string, reason: string) {
        log.push(reason);
      }
    }
    fixture.sio.registerNamespace(new Pythonic('/p'));
    (await fixture.connect('/p')).disconnect();
    await until(() => log.length === 2);
    expect(log).toEqual(['connect', 'client disconnect']);
  });

  it('may route events by itself', async () => {
    fixture = await serve();
    class Router extends Namespace {
      readonly seen: unknown[][] = [];
      override triggerEvent(event: string, ...args: unknown[]) {
        this.seen.push([event, args.length]);
        return event === 'connect' ? undefined : `routed ${event}`;
      }
    }
    const router = new Router('/r');
    fixture.sio.registerNamespace(router);
    const client = await fixture.connect('/r');
    expect(await client.emitWithAck('whatever', 1)).toBe('routed whatever');
    client.disconnect();
    await until(() => router.seen.length === 3);
    expect(router.seen).toEqual([
      ['connect', 3],
      ['whatever', 2],
      ['disconnect', 2],
    ]);
  });

  it('may extend the routing', async () => {
    fixture = await serve();
    class Traced extends Namespace {
      on_x(_sid: string, value: number) {
        return value + 1;
      }
      override async triggerEvent(event: string, ...args: unknown[]) {
        return [event, await super.triggerEvent(event, ...args)];
      }
    }
    fixture.sio.registerNamespace(new Traced('/t'));
    expect(await (await fixture.connect('/t')).emitWithAck('x', 1)).toEqual(['x', 2]);
  });

  it('for all namespaces gets the namespace first', async () => {
    fixture = await serve({ namespaces: '*' });
    class Everywhere extends Namespace {
      on_x(...args: unknown[]) {
        return args;
      }
    }
    fixture.sio.registerNamespace(new Everywhere('*'));
    const client = await fixture.connect('/somewhere');
    expect(await client.emitWithAck('x', 1)).toEqual(['/somewhere', client.id, 1]);
  });

  it('is one per namespace, and belongs to one server', async () => {
    fixture = await serve();
    const chat = new Chat('/chat');
    fixture.sio.registerNamespace(chat);
    expect(() => fixture.sio.registerNamespace(new Chat('/chat'))).toThrow('Namespace /chat has a class already');
    expect(() => fixture.sio.registerNamespace({} as never)).toThrow('extends Namespace');
    await expect(new Chat('/other').enterRoom('sid', 'room')).rejects.toThrow('Register the namespace');
  });
});

/** Runs TypeScript as a compiler with these decorators leaves it. */
function compiled(source: string, experimentalDecorators: boolean): typeof Namespace {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None, experimentalDecorators },
  });
  return new Function('Namespace', 'event', `${outputText}; return Decorated;`)(Namespace, event);
}

describe('@event', () => {
  const source = `class Decorated extends Namespace { @event('any name') @event('another') handle() { return 'handled'; } }`;

  it.each([
    ['standard', false],
    ['legacy', true],
  ])('works as a %s decorator', async (_kind, legacy) => {
    fixture = await serve();
    const Decorated = compiled(source, legacy) as unknown as new (name: string) => Namespace;
    fixture.sio.registerNamespace(new Decorated('/decorated'));
    const client = await fixture.connect('/decorated');
    expect(await client.emitWithAck('any name')).toBe('handled');
    expect(await client.emitWithAck('another')).toBe('handled');
  });

  it('refuses what is no public method', async () => {
    fixture = await serve();
    expect(() => event('x')({}, 'field', { value: 1 })).toThrow("@event('x') belongs on a method");
    const hidden = `class Decorated extends Namespace { @event('x') #hidden() {} }`;
    expect(() => compiled(hidden, false)).toThrow('not private');
    expect(() => event(1 as never)).toThrow('needs the name of an event');
  });
});

describe('defineNamespace', () => {
  it('makes a namespace of an object, with the namespace as `this`', async () => {
    fixture = await serve();
    interface C2S {
      'my event'(text: string): string;
    }
    fixture.sio.registerNamespace(
      defineNamespace<C2S>('/defined', {
        connect(sid) {
          void this.enterRoom(sid, 'all');
        },
        'my event'(sid, text) {
          return `${text} in ${this.rooms(sid)[1]}`;
        },
      }),
    );
    expect(await (await fixture.connect('/defined')).emitWithAck('my event', 'hello')).toBe('hello in all');
  });
});

import { Namespace as ServerNamespace } from '@x/socketio-server';
import { expect, it } from 'vitest';
import { ConnectionRefusedError, context, emit, event, Namespace, SocketIO } from '../src/index.js';
import { next, running } from './support/app.js';

it('connect gets the auth data, disconnect the reason, catch-alls the event, each in its context', async () => {
  const seen: unknown[] = [];
  const note = (what: string, ...args: unknown[]) => {
    const { sid, namespace, event } = context();
    seen.push([what, typeof sid, namespace, event.message, ...args]);
  };
  let gone: () => void = () => {};
  const departed = new Promise<void>((resolve) => {
    gone = resolve;
  });
  await using app = await running((io) => {
    io.on('connect', (auth) => note('connect', auth));
    io.on('disconnect', (reason) => {
      note('disconnect', reason);
      gone();
    });
    io.on('*', (name, ...args) => note('any', name, ...args));
    io.on('connect', () => {}, { namespace: '/a' });
    io.on('named', (value: unknown) => note('named anywhere', value), { namespace: '*' });
    io.on('*', (name: string, value: unknown) => note('any anywhere', name, value), { namespace: '*' });
  });
  const client = await app.connect('/', { auth: { token: 't' } });
  await client.emitWithAck('something', 1);
  const a = await app.connect('/a');
  await a.emitWithAck('named', 2);
  await a.emitWithAck('other', 3);
  client.disconnect();
  await departed;
  expect(seen).toEqual([
    ['connect', 'string', '/', 'connect', { token: 't' }],
    ['any', 'string', '/', 'something', 'something', 1],
    ['named anywhere', 'string', '/a', 'named', 2],
    ['any anywhere', 'string', '/a', 'other', 'other', 3],
    ['disconnect', 'string', '/', 'disconnect', 'client disconnect'],
  ]);
});

it('connect handlers turn clients away by returning false or throwing, with a reason', async () => {
  await using app = await running((io) => {
    io.on('connect', () => false);
    io.onEvent('connect', () => Promise.reject(new ConnectionRefusedError('not you', { code: 7 })), {
      namespace: '/b',
    });
  });
  const [plain] = (await next(app.open('/'), 'connect_error')) as [Error];
  expect(plain.message).toBe('Connection rejected by server');
  const [reasoned] = (await next(app.open('/b'), 'connect_error')) as [Error & { data: unknown }];
  expect([reasoned.message, reasoned.data]).toEqual(['not you', { code: 7 }]);
});

it('event registers functions by their names, and objects by those of their methods', async () => {
  await using app = await running((io) => {
    io.event(function my_event(value: number) {
      return value + 1;
    });
    io.event({ other: (value: number) => value + 2 }, { namespace: '/x' });
    io.onEvent('third', (value: number) => value + 3);
  });
  const [client, x] = [await app.connect(), await app.connect('/x')];
  expect(await client.emitWithAck('my_event', 1)).toBe(2);
  expect(await x.emitWithAck('other', 1)).toBe(3);
  expect(await client.emitWithAck('third', 1)).toBe(4);
  expect(() => app.io.event(() => {})).toThrow(/has a name/);
  expect(() => app.io.on('x', undefined as never)).toThrow(/must be a function/);
});

it('classes are namespaces: their handlers get no sid either, and they emit to all of theirs', async () => {
  class Chat extends Namespace {
    seen: unknown[] = [];
    override onConnect(auth: unknown) {
      this.seen.push(['connect', auth, context().namespace]);
    }
    on_my_event(data: unknown) {
      return emit('only you', [data, context().event.message]);
    }
    onToAll(data: unknown) {
      return this.emit('to all', data);
    }
    odd(data: unknown) {
      return [data, context().event];
    }
    onFail() {
      throw new Error('oh');
    }
    override onError(error: unknown) {
      return `${(error as Error).message} in ${context().event.message}`;
    }
  }
  // As a compiler writes the decorator @event('any name') before odd().
  event('any name')(Chat.prototype, 'odd', Object.getOwnPropertyDescriptor(Chat.prototype, 'odd')!);
  const chat = new Chat('/chat');
  await using app = await running((io) => {
    io.onNamespace(chat);
    expect(() => io.onNamespace(chat)).toThrow(/registered already/);
  });
  const [a, b] = [await app.connect('/chat', { auth: { me: 1 } }), await app.connect('/chat')];
  expect(chat.seen[0]).toEqual(['connect', { me: 1 }, '/chat']);
  const mine = next(a, 'only you');
  a.emit('my_event', 1);
  expect(await mine).toEqual([[1, 'my_event']]);
  const all = Promise.all([next(a, 'to all'), next(b, 'to all')]);
  a.emit('toAll', 2);
  expect(await all).toEqual([[2], [2]]);
  expect(await a.emitWithAck('any name', 3)).toEqual([3, { message: 'any name', args: [3] }]);
  expect(await a.emitWithAck('fail')).toBe('oh in fail');
  const message = next(b, 'message');
  await chat.send('hi');
  expect(await message).toEqual(['hi']);
  expect(() => new Chat('/y').emit('x')).toThrow(/onNamespace/);
  class Twice extends Namespace {
    on_same() {}
    onSame() {}
  }
  expect(() => app.io.onNamespace(new Twice('/z'))).toThrow(/both handle/);
  class Other extends ServerNamespace {}
  expect(() => app.io.onNamespace(new Other('/w') as never)).toThrow(/registerNamespace/);
});

it('a class may route its events itself', async () => {
  class Router extends Namespace {
    override triggerEvent(name: string, ...args: unknown[]) {
      return [name, args, context().event.message];
    }
  }
  await using app = await running((io) => io.onNamespace(new Router('/r')));
  const client = await app.connect('/r');
  expect(await client.emitWithAck('x', 1)).toEqual(['x', [1], 'x']);
});

it('error handlers know the context, and what they return is the acknowledgement', async () => {
  await using app = await running((io) => {
    const fail = () => {
      throw new Error('oops');
    };
    io.on('fail', fail);
    io.on('fail', fail, { namespace: '/other' });
    io.onError((error) => ({ text: (error as Error).message, event: context().event }));
    io.onErrorDefault((_error, { namespace }) => ['default', namespace, context().sid]);
  });
  const [client, other] = [await app.connect(), await app.connect('/other')];
  expect(await client.emitWithAck('fail', 1)).toEqual({ text: 'oops', event: { message: 'fail', args: [1] } });
  expect(await other.emitWithAck('fail')).toEqual(['default', '/other', other.id]);
});

it('background tasks run beside, keep the context that began them, and log their failures', async () => {
  const errors: unknown[] = [];
  const logger = { debug() {}, info() {}, warn() {}, error: (...args: unknown[]) => errors.push(args[1]) };
  await using app = await running(
    (io) => {
      io.on('go', () => {
        void io.startBackgroundTask(async (text: string) => {
          await io.sleep(1);
          await emit('done', text);
        }, 'later');
      });
    },
    { logger },
  );
  const client = await app.connect();
  const done = next(client, 'done');
  await client.emitWithAck('go');
  expect(await done).toEqual(['later']);
  const failure = new Error('task');
  await expect(app.io.startBackgroundTask(() => Promise.reject(failure))).rejects.toBe(failure);
  expect(errors).toEqual([failure]);
  expect(app.io.reason.CLIENT_DISCONNECT).toBe('client disconnect');
});

it('handlers can be registered before there is a server, and an application named later', async () => {
  const io = new SocketIO();
  io.on('ping me', () => 'pong');
  io.initApp((_request, response) => void response.end('hello'), { path: '/live' });
  const { port } = await io.run({ port: 0 });
  const url = `http://127.0.0.1:${port}`;
  expect(await (await fetch(url)).text()).toBe('hello');
  expect((await fetch(`${url}/live/?EIO=4&transport=polling`)).status).toBe(200);
  expect(() => io.initApp(undefined, { path: 'x' })).toThrow(/in use already/);
  await io.stop();
  await io.stop();
});

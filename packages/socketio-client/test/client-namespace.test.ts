import { expect, test } from 'vitest';
import { ClientNamespace } from '../src/index.js';
import { eventually } from './support/eventually.js';
import { accepted, newClient, PATIENT, startServer } from './support/servers.js';

class Chat extends ClientNamespace {
  readonly calls: unknown[] = [];

  onConnect() {
    this.calls.push('connect');
  }

  onDisconnect(reason: string) {
    this.calls.push(reason);
  }

  onConnectError(data: unknown) {
    this.calls.push(data);
  }

  on_my_event(data: unknown) {
    this.calls.push(['my_event', data]);
    return this.call('echo', data);
  }

  onFooBar(...args: unknown[]) {
    this.calls.push(['fooBar', ...args]);
  }

  notAHandler() {
    this.calls.push('never');
  }
}

test('methods serve events, acknowledge, and emit to their own namespace', async () => {
  const { url, io } = await startServer();
  const got: unknown[] = [];
  io.of('/chat').on('connection', (socket) => {
    socket.on('echo', (data, reply) => reply({ echoed: data }));
    socket.onAny((event, ...args) => got.push([event, args[0]]));
  });
  const opened = accepted(io, '/chat');
  const chat = new Chat('/chat');
  const client = newClient();
  client.registerNamespace(chat);
  await client.connect(url, PATIENT);
  const socket = await opened;
  expect(await socket.emitWithAck('my_event', 7)).toEqual({ echoed: 7 });
  socket.emit('fooBar', 1, 2);
  for (const event of ['foo_bar', 'FooBar', 'notAHandler', 'emit', 'constructor', '__proto__']) socket.emit(event, 3);
  await chat.emit('mine', 1);
  await chat.send('hello');
  await eventually(() => got).toEqual([
    ['echo', 7],
    ['mine', 1],
    ['message', 'hello'],
  ]);
  await chat.disconnect();
  expect(chat.calls).toEqual(['connect', ['my_event', 7], ['fooBar', 1, 2], 'client disconnect']);
  expect(client.connected).toBe(false);
});

test('functions come before methods; a class for "*" takes namespaces without a class', async () => {
  const { url, io } = await startServer();
  for (const name of ['/a', '/b']) io.of(name);
  const [onA, onB] = [accepted(io, '/a'), accepted(io, '/b')];
  const calls: unknown[] = [];
  class A extends ClientNamespace {
    on_x() {
      calls.push('A.x');
    }
    on_y() {
      calls.push('A.y');
    }
  }
  class Rest extends ClientNamespace {
    on_y(namespace: string, n: number) {
      calls.push(['*.y', namespace, n]);
    }
  }
  const client = newClient();
  client.on('x', () => void calls.push('function x'), { namespace: '/a' });
  client.registerNamespace(new A('/a')).registerNamespace(new Rest('*'));
  await client.connect(url, { namespaces: ['/a', '/b'], ...PATIENT });
  const [a, b] = [await onA, await onB];
  a.emit('x');
  a.emit('y');
  await eventually(() => calls.length).toBe(2);
  b.emit('y', 5);
  await eventually(() => calls.length).toBe(3);
  expect(calls).toEqual(['function x', 'A.y', ['*.y', '/b', 5]]);
});

test('triggerEvent takes all events of a class that has it', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io, '/');
  const calls: unknown[] = [];
  class Router extends ClientNamespace {
    override triggerEvent = (event: string, ...args: unknown[]) => {
      calls.push([event, ...args]);
      return 'routed';
    };
  }
  const client = newClient();
  client.registerNamespace(new Router());
  await client.connect(url, PATIENT);
  expect(await (await opened).emitWithAck('anything at all', 1)).toBe('routed');
  expect(calls).toEqual([['connect'], ['anything at all', 1]]);
});

test('handlers are inherited and overridden; two methods for one event are an error', () => {
  class Base extends ClientNamespace {
    on_e() {
      return 'base';
    }
  }
  class Derived extends Base {
    override on_e() {
      return 'derived';
    }
  }
  class Twice extends Base {
    onE() {}
  }
  expect(newClient().registerNamespace(new Derived())).toBeDefined();
  expect(() => newClient().registerNamespace(new Twice())).toThrow('on_e is a second method for "e"');
});

test('misuse is told', () => {
  const chat = new Chat('/chat');
  expect(() => chat.emit('e')).toThrow('register the namespace with a client first');
  newClient().registerNamespace(chat);
  expect(() => newClient().registerNamespace(chat)).toThrow('registered already');
});

test('getters are not run by the registration', () => {
  let ran = 0;
  class Lazy extends ClientNamespace {
    get lazy() {
      return ran++;
    }

    get on_lazy() {
      return ran++;
    }

    on_e() {}
  }
  newClient().registerNamespace(new Lazy());
  expect(ran).toBe(0);
});

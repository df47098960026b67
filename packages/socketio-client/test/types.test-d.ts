import type { CloseReason } from '@x/engineio-client';
import { expectTypeOf, test } from 'vitest';
import {
  Client,
  ClientNamespace,
  type DisconnectReason,
  type FromSocketIO,
  SimpleClient,
  type Tuple,
  tuple,
} from '../src/index.js';

interface ServerToClient {
  news(title: string, likes?: number): void;
  question(id: number): string;
  pair(): Tuple<[string, number]>;
}

interface ClientToServer {
  say(text: string): void;
  move(x: number, y: number): { ok: boolean };
  ping(): number;
  log(...lines: string[]): void;
  pair(): Tuple<[string, number]>;
  message(text: string): void;
}

const client = new Client<ServerToClient, ClientToServer>();

test('there is a constant for every reason that the engine gives', () => {
  expectTypeOf<DisconnectReason>().toEqualTypeOf<CloseReason>();
});

test('handlers know their arguments, and what they may answer', () => {
  client.on('news', (title, likes) => {
    expectTypeOf(title).toEqualTypeOf<string>();
    expectTypeOf(likes).toEqualTypeOf<number | undefined>();
  });
  client.on('question', (id) => String(id));
  client.on('question', async (id) => String(id));
  client.on('pair', () => tuple('a', 1));
  // @ts-expect-error a number is no answer to this question
  client.on('question', (id) => id);
  // @ts-expect-error no such event
  client.on('olds', () => {});
  client.on('olds', (anything: unknown) => anything, { namespace: '/other' });
  client.on('connect', () => {});
  client.on('disconnect', (reason) => expectTypeOf(reason).toExtend<string>());
  client.on('*', (event) => expectTypeOf(event).toEqualTypeOf<string>());
  client.event({ news: (title) => expectTypeOf(title).toEqualTypeOf<string>() });
});

test('emits take what the event declares', () => {
  void client.emit('say', 'hello');
  void client.emit('move', tuple(1, 2), {
    callback: (answer) => expectTypeOf(answer).toEqualTypeOf<{ ok: boolean }>(),
  });
  void client.emit('ping');
  void client.emit('ping', undefined, { callback: (n) => expectTypeOf(n).toEqualTypeOf<number>() });
  void client.emit('log', tuple('a', 'b'));
  void client.emit('pair', undefined, {
    callback: (text, n) => expectTypeOf([text, n]).toEqualTypeOf<(string | number)[]>(),
  });
  void client.send('hello');
  // @ts-expect-error say takes a string
  void client.emit('say', 7);
  // @ts-expect-error say takes something
  void client.emit('say');
  // @ts-expect-error move takes two
  void client.emit('move', 1);
  // @ts-expect-error no such event
  void client.emit('shout', 'hello');
  // @ts-expect-error messages are strings
  void client.send(7);
  void client.emit('anything', { a: 1 }, { namespace: '/other' });
});

test('call() gives the declared acknowledgement; a tuple is an array', () => {
  expectTypeOf(client.call('move', tuple(1, 2))).resolves.toEqualTypeOf<{ ok: boolean }>();
  expectTypeOf(client.call('ping', undefined, { timeout: 5 })).resolves.toEqualTypeOf<number>();
  expectTypeOf(client.call('pair')).resolves.toEqualTypeOf<[string, number]>();
  expectTypeOf(client.call('x', 1, { namespace: '/other' })).resolves.toEqualTypeOf<unknown>();
});

test('class namespaces and simple clients know the same', async () => {
  class Chat extends ClientNamespace<ServerToClient, ClientToServer> {
    on_news(title: string) {
      void this.emit('say', title);
      // @ts-expect-error no such event
      void this.emit('shout', title);
    }
  }
  client.registerNamespace(new Chat('/chat'));
  const simple = new SimpleClient<ServerToClient, ClientToServer>();
  const event = await simple.receive();
  if (event[0] === 'news') expectTypeOf(event[1]).toEqualTypeOf<string>();
  expectTypeOf(simple.call('ping')).resolves.toEqualTypeOf<number>();
  // @ts-expect-error say takes a string
  void simple.emit('say', 7);
});

test('without maps everything goes', () => {
  const untyped = new Client();
  untyped.on('anything', (a, b) => [a, b]);
  void untyped.emit('anything', tuple(1, 'two'), { callback: (...values) => values });
  void untyped.emit('nothing');
  expectTypeOf(untyped.call('x')).resolves.toBeAny();
});

test("maps of socket.io's kind can be converted", () => {
  interface Theirs {
    move: (x: number, y: number, answer: (ok: boolean) => void) => void;
  }
  const converted = new Client<FromSocketIO<Theirs>, FromSocketIO<Theirs>>();
  expectTypeOf(converted.call('move', tuple(1, 2))).resolves.toEqualTypeOf<boolean>();
});

test('a received event is told apart by its first element', async () => {
  const received = await new SimpleClient<{ said(user: string): void; moved(x: number, y: number): void }>().receive();
  if (received[0] === 'moved') {
    const [, x, y] = received;
    expectTypeOf([x, y]).toEqualTypeOf<number[]>();
  } else {
    expectTypeOf(received).toEqualTypeOf<[event: 'said', user: string]>();
  }
});

import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import {
  call,
  closeRoom,
  context,
  disconnect,
  emit,
  joinRoom,
  leaveRoom,
  Namespace,
  rooms,
  SocketIO,
  SocketIOError,
  send,
  tuple,
} from '../src/index.js';
import { next, running } from './support/app.js';

it('a handler gets the arguments without a sid, knows its client, and acknowledges by returning', async () => {
  await using app = await running((io) => {
    io.on('sum', (a: number, b: number) => tuple(a + b, context().sid));
    io.on('where', () => {
      const { sid, namespace, event, environ } = context();
      return { sid, namespace, event, room: environ.query['room'] };
    });
  });
  const client = await app.connect('/', { query: { room: '7' } });
  const answers = new Promise((resolve) => client.emit('sum', 1, 2, (...values: unknown[]) => resolve(values)));
  expect(await answers).toEqual([3, client.id]);
  expect(await client.emitWithAck('where', 'here', 5)).toEqual({
    sid: client.id,
    namespace: '/',
    event: { message: 'where', args: ['here', 5] },
    room: '7',
  });
});

it('emit goes to the caller, with broadcast to all, without itself where it says so, and to rooms', async () => {
  await using app = await running((io) => {
    io.on('reply', (text: string) => emit('said', `reply ${text}`));
    io.on('tell all', (text: string) => emit('said', `all ${text}`, { broadcast: true }));
    io.on('tell others', (text: string) => emit('said', `others ${text}`, { broadcast: true, includeSelf: false }));
    io.on('join', (room: string) => joinRoom(room).then(() => rooms()));
    io.on('leave', (room: string) => leaveRoom(room).then(() => rooms()));
    io.on('tell room', (text: string) => emit('said', text, { to: 'room', includeSelf: false }));
    io.on('close', () => closeRoom('room'));
  });
  const [a, b] = [await app.connect(), await app.connect()];
  const heard: string[] = [];
  a.on('said', (text: string) => heard.push(`a: ${text}`));
  b.on('said', (text: string) => heard.push(`b: ${text}`));
  const settle = async () => {
    for (const client of [a, b]) await client.emitWithAck('join', 'nobody');
    return heard.splice(0).sort();
  };
  a.emit('reply', '1');
  expect(await settle()).toEqual(['a: reply 1']);
  a.emit('tell all', '2');
  expect(await settle()).toEqual(['a: all 2', 'b: all 2']);
  a.emit('tell others', '3');
  expect(await settle()).toEqual(['b: others 3']);
  expect(await a.emitWithAck('join', 'room')).toEqual([a.id, 'nobody', 'room']);
  await b.emitWithAck('join', 'room');
  a.emit('tell room', '4');
  expect(await settle()).toEqual(['b: 4']);
  await b.emitWithAck('leave', 'room');
  a.emit('tell room', '5');
  expect(await settle()).toEqual([]);
  await b.emitWithAck('join', 'room');
  await a.emitWithAck('close');
  a.emit('tell room', '6');
  expect(await settle()).toEqual([]);
});

it('send makes the events message and json, in the context and outside of it', async () => {
  await using app = await running((io) => {
    io.on('message', (text: string) => send(text));
    io.on('json', (data: unknown) => send(data, { json: true }));
  });
  const client = await app.connect();
  client.send('hello');
  expect(await next(client, 'message')).toEqual(['hello']);
  client.emit('json', { a: 1 });
  expect(await next(client, 'json')).toEqual([{ a: 1 }]);
  const both = Promise.all([next(client, 'json'), next(client, 'message')]);
  await app.io.send([1, 2], { json: true });
  await app.io.send('text');
  expect(await both).toEqual([[[1, 2]], ['text']]);
});

it('callbacks and awaits keep the context; namespaces are the current one unless named', async () => {
  const seen: unknown[] = [];
  await using app = await running((io) => {
    io.on(
      'go',
      async () => {
        await io.sleep(1);
        const answer = await call('question', 1);
        await emit('question', 2, {
          callback: (value: unknown) => emit('done', tuple(answer, value, context().event.message)),
        });
        await emit('elsewhere', 3, { namespace: '/', broadcast: true });
      },
      { namespace: '/chat' },
    );
  });
  const [client, other] = [await app.connect('/chat'), await app.connect('/')];
  client.on('question', (number: number, answer: (value: number) => void) => answer(number * 10));
  client.on('elsewhere', (value) => seen.push(value));
  const done = Promise.all([next(client, 'done'), next(other, 'elsewhere')]);
  client.emit('go');
  expect(await done).toEqual([[10, 20, 'go'], [3]]);
  expect(seen).toEqual([]);
});

it('sids are skipped, callbacks of the instance answer, and classes close their rooms', async () => {
  class Rooms extends Namespace {
    on_join(room: string) {
      return joinRoom(room);
    }
    on_close(room: string) {
      return this.closeRoom(room).then(() => rooms());
    }
  }
  await using app = await running((io) => {
    io.on('tell', (text: string, skipped: string[]) => emit('said', text, { broadcast: true, skipSid: skipped }));
    io.onNamespace(new Rooms('/rooms'));
  });
  const [a, b, c] = [await app.connect(), await app.connect(), await app.connect()];
  const heard: string[] = [];
  for (const [name, client] of Object.entries({ a, b, c })) client.on('said', () => heard.push(name));
  for (const client of [b, c])
    client.on('question', (value: number, answer: (value: number) => void) => answer(value + 1));
  a.emit('tell', 'x', [a.id, b.id]);
  await next(c, 'said');
  expect(heard).toEqual(['c']);
  const answer = new Promise((resolve) => void app.io.emit('question', 1, { to: b.id as string, callback: resolve }));
  expect(await answer).toBe(2);
  expect(await app.io.call('question', 2, { to: c.id as string })).toBe(3);
  const member = await app.connect('/rooms');
  await member.emitWithAck('join', 'x');
  expect(await member.emitWithAck('close', 'x')).toEqual([member.id]);
});

it('disconnect ends the client in its namespace', async () => {
  await using app = await running((io) => io.on('bye', () => disconnect()));
  const client = await app.connect();
  client.emit('bye');
  expect(await next(client, 'disconnect')).toContain('io server disconnect');
});

it('outside of a handler the functions say so', () => {
  for (const use of [
    context,
    disconnect,
    rooms,
    () => emit('x'),
    () => send('x'),
    () => joinRoom('x'),
    () => leaveRoom('x'),
    () => closeRoom('x'),
    () => call('x'),
  ]) {
    expect(use).toThrow(SocketIOError);
    expect(use).toThrow(/needs the context of an event/);
  }
  expect(() => new SocketIO().emit('x', 1, { includeSelf: false })).toThrow(/use skipSid/);
});

it('two copies of the package share one context', async () => {
  vi.resetModules();
  const copy = await import('../src/index.js');
  expect(copy.context).not.toBe(context);
  await using app = await running((io) => {
    io.on('go', () => copy.emit('done', copy.context().sid));
  });
  const client = await app.connect();
  client.emit('go');
  expect(await next(client, 'done')).toEqual([client.id]);
});

it('the session of a connection lasts as long as it, over all of its namespaces', async () => {
  await using app = await running((io) => {
    io.on('count', () => {
      const { session } = context();
      session['count'] = (session['count'] ?? 0) + 1;
      return session['count'];
    });
    io.on('count', () => context().session['count'], { namespace: '/other' });
  });
  const a = await app.connect();
  const b = await app.connect();
  expect([await a.emitWithAck('count'), await a.emitWithAck('count'), await b.emitWithAck('count')]).toEqual([1, 2, 1]);
  const other = a.io.socket('/other').connect();
  await once(other as never, 'connect');
  expect(await other.emitWithAck('count')).toBe(2);
});

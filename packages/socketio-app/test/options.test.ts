import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { ConnectionError, emit, Server, SocketIO, SocketIOError, send } from '../src/index.js';
import { running } from './support/app.js';

it.each([
  [{ manageSession: 'false' }, /manageSession must be true or false, not "false"/],
  [{ session: () => {} }, /nothing here that runs middlewares/],
  [{ messageQueue: 5 }, /messageQueue must be a URL/],
])('%j is refused at construction', (options, message) => {
  expect(() => new SocketIO(options as never)).toThrow(TypeError);
  expect(() => new SocketIO(options as never)).toThrow(message);
});

it('flags of run and of emits that are texts are refused, not taken for true or false', async () => {
  const io = new SocketIO();
  await expect(io.run({ port: 0, debug: 'false' as never })).rejects.toThrow(/debug must be true or false/);
  await expect(io.run({ port: 0, logOutput: 1 as never })).rejects.toThrow(/logOutput must be true or false/);
  expect(() => io.emit('x', 1, { includeSelf: 'false' as never })).toThrow(/includeSelf must be/);
  expect(() => io.send('x', { json: 'true' as never })).toThrow(/json must be/);
  await using app = await running((inner) => {
    inner.on('tell', () => emit('x', 1, { broadcast: 'true' as never }));
    inner.on('send', () => send('x', { json: 1 as never }));
    inner.onError((error) => (error as Error).message);
  });
  const client = await app.connect();
  expect(await client.emitWithAck('tell')).toMatch(/broadcast must be true or false, not "true"/);
  expect(await client.emitWithAck('send')).toMatch(/json must be true or false, not 1/);
});

it('a second instance on one application is told so, unless it has a path of its own or the first has ended', async () => {
  for (const app of [createServer(), () => {}]) {
    const first = new SocketIO(app);
    const mistake = expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/already/) });
    expect(() => new SocketIO(app)).toThrow(mistake);
    expect(() => new SocketIO().initApp(app)).toThrow(mistake);
    const other = new SocketIO(app, { path: 'other' });
    await first.stop();
    const next = new SocketIO(app);
    await next.stop();
    await other.stop();
  }
});

it('an instance that was stopped says so', async () => {
  const io = new SocketIO();
  await io.run({ port: 0 });
  await io.stop();
  const mistake = expect.objectContaining({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('was stopped'),
  });
  await expect(io.run({ port: 0 })).rejects.toThrow(mistake);
  expect(() => io.attach(createServer())).toThrow(mistake);
  expect(() => io.initApp(createServer())).toThrow(mistake);
  const out = new SocketIO({ messageQueue: 'redis://127.0.0.1:1' });
  await out.stop();
  await expect(out.emit('x')).rejects.toThrow(mistake);
  await expect(out.ready()).rejects.toThrow(SocketIOError);
});

it('an emitter whose queue is away says so: ready() and stop() reject', async () => {
  const out = new SocketIO({
    messageQueue: 'redis://127.0.0.1:1',
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await expect(out.ready()).rejects.toThrow(/ECONNREFUSED/);
  await out.emit('x', 1);
  await out.emit('x', 2);
  await expect(out.stop()).rejects.toThrow(ConnectionError);
  await expect(out.stop()).rejects.toThrow(/2 of the emitted messages/);
});

it('a path that is none is told at once', () => {
  expect(() => new SocketIO(() => {}, { path: 5 as never })).toThrow(/path must be a string .* not 5/);
  expect(() => new Server({ path: 5 as never })).toThrow(/path must be a string.* 5/);
});

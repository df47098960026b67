import { Manager } from '@x/socketio-adapter';
import { afterEach, describe, expect, it } from 'vitest';
import { DisconnectedError, Namespace, Server } from '../src/index.js';
import { type Fixture, next, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture?.[Symbol.asyncDispose]());

const INVALID = { code: 'INVALID_ARGUMENT' };
const sio = new Server() as never as Record<string, (...args: unknown[]) => Promise<unknown>>;

describe('a mistake', () => {
  it.each([
    ['a number as target', 'emit', ['x', 1, { to: 5 }], 'not number'],
    ['a list of numbers as target', 'emit', ['x', 1, { room: ['a', 5] }], 'a list of either'],
    ['a number to be left out', 'emit', ['x', 1, { skipSid: 5 }], 'not number'],
    ['a second argument', 'emit', ['x', 1, 2], 'tuple(a, b)'],
    ['a callback as argument', 'emit', ['x', 1, () => {}], '{ callback }'],
    ['a list as options', 'emit', ['x', 1, []], 'as an object'],
    ['a namespace without slash', 'emit', ['x', 1, { namespace: 'chat' }], 'begins with a slash'],
    ['a namespace without slash', 'enterRoom', ['sid', 'room', { namespace: 'chat' }], 'begins with a slash'],
    ['a namespace without slash', 'fetchClients', [{ namespace: 'chat' }], 'begins with a slash'],
    ['an object as room', 'enterRoom', ['sid', {}], 'A room is a string, not object'],
    ['a list of rooms', 'enterRoom', ['sid', ['a', 'b']], 'A room is a string'],
    ['no room', 'leaveRoom', ['sid'], 'not undefined'],
    ['no room', 'closeRoom', [null], 'not null'],
    ['a number as room', 'joinRooms', [5], 'not number'],
    ['a list of numbers as rooms', 'leaveRooms', [[5]], 'a list of either'],
    ['a second argument', 'call', ['add', 1, 2], 'tuple(a, b)'],
    ['no client', 'call', ['add', 1], '{ to: sid }'],
  ])('such as %s is told to who awaits %s', async (_what, method, args, message) => {
    await expect(sio[method]!(...args)).rejects.toMatchObject({
      ...INVALID,
      message: expect.stringContaining(message),
    });
  });

  it('in the fluent form is told, too', async () => {
    const everyone = new Server().except('x') as never as typeof sio;
    await expect(everyone['joinRooms']!(5)).rejects.toMatchObject(INVALID);
    await expect(everyone['leaveRooms']!({})).rejects.toMatchObject(INVALID);
  });

  it('is logged where nobody awaits the promise', async () => {
    fixture = await serve();
    const { id } = await fixture.connect();
    void fixture.sio.call('x', 1, undefined as never);
    void fixture.sio.call('x', circular(), { to: id! });
    void fixture.sio.saveSession('nobody', {});
    void fixture.sio.emit('x', 1, 2 as never);
    await until(() => fixture.log.errors.length === 4);
    expect(fixture.log.errors.some((error) => error instanceof DisconnectedError)).toBe(true);
  });

  it.each([
    ['of()', () => new Server().of('chat')],
    ['on()', () => new Server().on('x', () => {}, { namespace: 'chat' })],
    ['the option namespaces', () => new Server({ namespaces: ['chat'] })],
    ['a class', () => new (class extends Namespace {})('chat')],
  ])('such as a namespace without slash is thrown by %s', (_what, act) => {
    expect(act).toThrow(expect.objectContaining(INVALID));
  });

  it.each([
    ['attach(port)', () => new Server().attach(3000 as never), 'listen()'],
    ['a client manager that is none', () => new Server({ clientManager: {} as never }), 'clientManager'],
    ['to(undefined)', () => new Server().to(undefined as never), 'a list of either'],
  ])('such as %s is thrown', (_what, act, message) => {
    expect(act).toThrow(expect.objectContaining({ ...INVALID, message: expect.stringContaining(message) }));
  });

  it('such as one manager, or one class, for two servers is thrown', () => {
    const clientManager = new Manager();
    new Server({ clientManager });
    expect(() => new Server({ clientManager })).toThrow(expect.objectContaining(INVALID));
    const chat = new (class extends Namespace {})('/chat');
    new Server().registerNamespace(chat);
    expect(() => new Server().registerNamespace(chat)).toThrow(expect.objectContaining(INVALID));
  });

  it.each([
    ['cors', 'corsAllowedOrigins'],
    ['ping_interval', 'pingInterval'],
    ['madeUp', 'no such option'],
  ])('such as the option %s is warned of', async (name, hint) => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    new Server({ [name]: {} });
    expect((await warned).message).toContain(hint);
  });
});

describe('more attachments than clients accept', () => {
  it('are so many as maxAttachments says', async () => {
    fixture = await serve({ maxAttachments: 2 });
    const client = await fixture.connect();
    await expect(fixture.sio.emit('x', many(3))).rejects.toMatchObject(INVALID);
    const heard = next(client, 'x');
    await fixture.sio.emit('x', many(2));
    expect((await heard)[0]).toHaveLength(2);
  });

  it('are as large as maxHttpBufferSize says', async () => {
    fixture = await serve({ maxAttachments: 1, maxHttpBufferSize: 1_500_000 });
    fixture.sio.on('size', (_sid, bytes: Buffer) => bytes.length);
    const client = await fixture.connect();
    expect(await client.emitWithAck('size', Buffer.alloc(1_400_000))).toBe(1_400_000);
  });

  it('are refused here, and the client stays', async () => {
    fixture = await serve();
    fixture.sio.on('ask', () => many(11));
    const client = await fixture.connect();
    await expect(fixture.sio.emit('x', many(11))).rejects.toMatchObject(INVALID);
    await expect(fixture.sio.call('x', many(11), { to: client.id! })).rejects.toMatchObject(INVALID);
    client.emit('ask', () => {});
    await until(() => fixture.log.errors.length === 1);
    const heard = next(client, 'x');
    await fixture.sio.emit('x', many(10));
    expect((await heard)[0]).toHaveLength(10);
  });
});

function many(count: number): Buffer[] {
  return Array.from({ length: count }, () => Buffer.from('x'));
}

function circular(): object {
  const data: Record<string, unknown> = {};
  data['self'] = data;
  return data;
}

import { createHook } from 'node:async_hooks';
import { scryptSync } from 'node:crypto';
import { Server } from '@x/socketio-server';
import { describe, expect, it } from 'vitest';
import { Entrance } from '../src/entrance.js';
import { hashPassword, type InstrumentOptions, instrument } from '../src/index.js';
import { LoginSessions } from '../src/login-sessions.js';
import { Turns } from '../src/turns.js';
import { accepted, Fixture, until, Watcher } from './support/fixture.js';

const right = { username: 'admin', password: 'correct horse' };
const REFUSED = 'invalid credentials';
/** A hash of the right password at next to no cost. */
const CHEAP = `scrypt$16$8$1$${Buffer.from('salt').toString('base64url')}$${scryptSync(right.password, 'salt', 32, { N: 16, r: 8, p: 1 }).toString('base64url')}`;

describe('credentials', () => {
  it.each([
    ['a wrong password', { ...right, password: 'correct horsf' }],
    ['a shorter password', { ...right, password: 'correct' }],
    ['no password', { username: 'admin' }],
    ['no user name', { password: right.password }],
    ['more than was asked for', { ...right, role: 'root' }],
    ['other types', { username: ['admin'], password: { length: 13 } }],
    ['nothing', {}],
    ['keys of prototypes', { constructor: right, __proto__: right }],
    ['a login that never was', { sessionId: 'a'.repeat(32) }],
    ['a login that is none', { sessionId: { toString: 'x' } }],
  ])('%s is refused', async (_what, auth) => {
    await using fixture = await Fixture.start({ auth: right });
    expect(await fixture.refusal(auth)).toBe(REFUSED);
    expect(fixture.errors).toEqual([]);
  });

  it('that match are accepted, whatever their order', async () => {
    await using fixture = await Fixture.start({ auth: right });
    expect(await fixture.refusal({ password: right.password, username: 'admin' })).toBe('accepted');
  });

  it('may be any of a list', async () => {
    const auth = [right, { username: 'eve', password: 'other', level: 2 }];
    await using fixture = await Fixture.start({ auth });
    expect(await fixture.refusal(right)).toBe('accepted');
    expect(await fixture.refusal({ username: 'eve', password: 'other', level: 2 })).toBe('accepted');
    expect(await fixture.refusal({ username: 'eve', password: right.password, level: 2 })).toBe(REFUSED);
  });

  it('may be judged by a function, later too', async () => {
    const auth = async (given: unknown) => (given as { token?: string } | undefined)?.token === 'x';
    await using fixture = await Fixture.start({ auth });
    expect(await fixture.refusal({ token: 'x' })).toBe('accepted');
    expect(await fixture.refusal({ token: 'y' })).toBe(REFUSED);
    expect(await fixture.refusal({})).toBe(REFUSED);
  });

  it('a function that throws lets nobody in, and is reported', async () => {
    const failure = new Error('no database');
    await using fixture = await Fixture.start({ auth: () => Promise.reject(failure) });
    expect(await fixture.refusal(right)).toBe('Connection rejected by server');
    expect(fixture.errors).toEqual([failure]);
  });

  it('are not needed with false', async () => {
    await using fixture = await Fixture.start({ auth: false });
    const watcher = await fixture.watch({ username: '', password: '' });
    expect(watcher.all('session')).toEqual([]);
  });

  it('may hold a hash in the place of the password', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).not.toContain('correct');
    expect(await hashPassword('correct horse')).not.toBe(hash);
    await using fixture = await Fixture.start({ auth: { username: 'admin', password: hash } });
    expect(await fixture.refusal(right)).toBe('accepted');
    expect(await fixture.refusal({ ...right, password: 'wrong' })).toBe(REFUSED);
    expect(await fixture.refusal({ ...right, username: 'wrong' })).toBe(REFUSED);
    expect(await fixture.refusal({ ...right, password: hash })).toBe(REFUSED);
    expect(await fixture.refusal({ ...right, password: 7 })).toBe(REFUSED);
    expect(await fixture.refusal({})).toBe(REFUSED);
  });

  it('with a hash let the right one in while thirty wrong ones are tried', async () => {
    const auth = { username: 'admin', password: CHEAP };
    await using fixture = await Fixture.start({ auth });
    const guesses = Array.from({ length: 30 }, (_, i) => fixture.refusal({ ...right, password: `guess ${i}` }));
    expect(await fixture.refusal(right)).toBe('accepted');
    expect(new Set(await Promise.all(guesses))).toEqual(new Set([REFUSED]));
  });

  it('with a hash cost a computation for the right name alone, and once for the right password', async () => {
    const auth = { username: 'admin', password: CHEAP };
    await using fixture = await Fixture.start({ auth });
    let computations = 0;
    const hook = createHook({
      init: (_id, type) => {
        if (type === 'SCRYPTREQUEST') computations += 1;
      },
    }).enable();
    for (const username of ['eve', '', 'root']) expect(await fixture.refusal({ ...right, username })).toBe(REFUSED);
    expect(await fixture.refusal({ ...right, password: 'x'.repeat(2000) })).toBe(REFUSED);
    expect(computations).toBe(0);
    expect(await fixture.refusal(right)).toBe('accepted');
    expect(await fixture.refusal(right)).toBe('accepted');
    expect(computations).toBe(1);
    expect(await fixture.refusal({ ...right, password: 'wrong' })).toBe(REFUSED);
    expect(computations).toBe(2);
    hook.disable();
  });

  it('with a hash are put off when too many wait, and this is said', async () => {
    const entrance = new Entrance({ username: 'admin', password: CHEAP }, new LoginSessions(1000), () => {});
    const attempt = (password: string, address: string) =>
      entrance.admit({ username: 'admin', password }, address).catch((error: Error) => error.message);
    const crowd = Array.from({ length: 203 }, (_, i) => attempt(`guess ${i}`, 'there'));
    const elsewhere = attempt('elsewhere', 'here');
    const answers = await Promise.all(crowd);
    expect(answers.filter((answer) => answer === REFUSED)).toHaveLength(201);
    expect(answers.filter((answer) => answer === 'too many logins are being checked, try again later')).toHaveLength(2);
    expect(await elsewhere).toBe(REFUSED);
  });

  it('wait behind the other attempts of their own address only', async () => {
    const turns = new Turns(1, 10);
    const order: string[] = [];
    const task = (from: string, name: string) => turns.run(from, async () => void order.push(name));
    await Promise.all([
      task('a', 'a1'),
      task('a', 'a2'),
      task('a', 'a3'),
      task('b', 'b1'),
      task('b', 'b2'),
      task('c', 'c1'),
    ]);
    expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  });
});

describe('a server that accepts first and asks later', () => {
  it('tells nothing to those who were not let in yet, and takes nothing from them', async () => {
    let decide = (_answer: boolean) => {};
    const auth = (given: unknown) =>
      given === undefined ||
      new Promise<boolean>((resolve) => {
        decide = resolve;
      });
    await using fixture = await Fixture.start({ auth, serverStatsInterval: 5 }, { alwaysConnect: true });
    const stranger = new Watcher(fixture.open('/admin', { auth: { name: 'eve' } }));
    await accepted(stranger.socket);
    const watcher = await fixture.watch();
    const client = await fixture.connect();
    stranger.socket.emit('join', '/', 'taken');
    stranger.socket.emit('_disconnect', '/', true);
    await stranger.socket.emitWithAck('emit', '/', null, 'forged');
    const seen = watcher.all('server_stats').length;
    await until(() => watcher.all('server_stats').length > seen + 2);
    watcher.socket.emit('join', '/admin', '@x/socketio-admin');
    await watcher.socket.emitWithAck('leave', '/admin', '@x/socketio-admin');
    await watcher.first('socket_connected', ({ id }) => id === client.id);
    expect(stranger.told).toEqual([]);
    expect(client.connected).toBe(true);
    expect(fixture.sio.rooms(client.id!)).toEqual([client.id]);
    const gone = new Promise((resolve) => stranger.socket.once('disconnect', resolve));
    decide(false);
    expect(await gone).toBe('io server disconnect');
    expect(stranger.told).toEqual([]);
    expect(JSON.stringify(watcher.told)).not.toContain('@x/');
  });
});

describe('a login', () => {
  it('lets the UI come back with its id alone', async () => {
    await using fixture = await Fixture.start({ auth: right });
    const first = await fixture.watch(right);
    const [sessionId] = await first.first('session');
    expect(sessionId).toMatch(/^[0-9a-f]{32}$/);
    const second = await fixture.watch({ sessionId });
    expect(second.all('session')).toEqual([]);
    const other = await fixture.watch(right);
    expect((await other.first('session'))[0]).not.toBe(sessionId);
  });

  it('ends with its time', async () => {
    await using fixture = await Fixture.start({ auth: right, sessionDuration: 1 });
    const [sessionId] = await (await fixture.watch(right)).first('session');
    const end = Date.now() + 2;
    while (Date.now() < end) await new Promise((resolve) => setImmediate(resolve));
    expect(await fixture.refusal({ sessionId })).toBe(REFUSED);
  });
});

describe('options', () => {
  const start = (options: unknown) => () => new Fixture(options as InstrumentOptions);

  it.each([
    [{ auth: undefined }, 'auth must be specified'],
    [{ auth: null }, 'auth must be specified'],
    [{ auth: {} }, 'auth holds no credentials'],
    [{ auth: [right, {}] }, 'auth holds no credentials'],
    [{ auth: { username: 'admin', password: undefined } }, 'auth.password must be'],
    [{ auth: { username: 'admin', password: '' } }, 'auth.password must be'],
    [{ auth: { username: 'admin', password: '$2b$10$abcdefghijklmnopqrstuv' } }, 'bcrypt'],
    [{ mode: 'test' }, 'mode must be'],
    [{ namespace: 'admin' }, 'namespace must look like'],
    [{ namespace: '/' }, 'namespace must look like'],
    [{ serverStatsInterval: 0 }, 'serverStatsInterval must be'],
    [{ sessionDuration: Number.NaN }, 'sessionDuration must be'],
    [{ auth: { pin: Number.NaN } }, 'auth.pin must be'],
    [{ auth: [] }, 'auth is an empty list'],
    [{ serverId: '' }, 'serverId must be'],
    [{ serverId: 7 }, 'serverId must be'],
    [{ readOnly: 'false' }, 'readOnly must be true or false'],
  ])('%j is a mistake', (options, message) => {
    const mistake = expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) });
    expect(start(options)).toThrow(mistake);
  });
});

describe('a namespace of the application', () => {
  it.each(['connect', 'delete user', '*'])('that has a handler of %j is left alone', async (event) => {
    const sio = new Server();
    sio.on(event, () => false, { namespace: '/admin' });
    expect(() => instrument(sio, { auth: false })).toThrow('the application has handlers in /admin');
    await instrument(sio, { auth: false, namespace: '/watch' }).uninstrument();
    await instrument(sio, { auth: false, namespace: '/watch' }).uninstrument();
  });
});

describe('the first argument', () => {
  it.each([[undefined], [{}], [() => {}], [{ server: {} }], ['/admin']])('%j is no server', (given) => {
    expect(() => instrument(given as never, { auth: false })).toThrow('must be a Server');
  });

  it('may be what has a server, as the SocketIO of an application', async () => {
    await using fixture = new Fixture({ auth: false });
    const { sio } = fixture;
    await fixture.admin.uninstrument();
    const admin = instrument({ server: sio }, { auth: false });
    expect(() => instrument(sio, { auth: false })).toThrow('instrumented already');
    await admin.uninstrument();
  });
});

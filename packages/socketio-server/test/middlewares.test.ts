import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionRefusedError } from '../src/index.js';
import { type Fixture, refusal, serve } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

describe('middlewares', () => {
  it('run in order before the connect handler, with what it gets', async () => {
    fixture = await serve();
    const order: unknown[] = [];
    const { sio } = fixture;
    sio.use(
      async (sid, environ, auth, namespace) => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(['all', typeof sid, environ.method, auth, namespace]);
      },
      { namespace: '*' },
    );
    sio.use(() => void order.push('first'));
    sio.use(() => void order.push('second'));
    sio.on('connect', () => void order.push('connect'));
    await fixture.connect('/', { auth: { a: 1 } });
    expect(order).toEqual([['all', 'string', 'GET', { a: 1 }, '/'], 'first', 'second', 'connect']);
  });

  it('turn clients away: the first that says no ends it', async () => {
    fixture = await serve();
    const { sio } = fixture;
    const chat = sio.of('/chat');
    chat.use(async (_sid, _environ, auth) => {
      if (auth?.token !== 'good') throw new ConnectionRefusedError('bad token', { retry: false });
    });
    chat.use((_sid, _environ, auth) => auth.welcome);
    chat.on('connect', () => {});
    const refused = await refusal(fixture.open('/chat', { auth: { token: 'bad' } }));
    expect([refused.message, refused.data]).toEqual(['bad token', { retry: false }]);
    expect((await refusal(fixture.open('/chat', { auth: { token: 'good', welcome: false } }))).message).toBe(
      'Connection rejected by server',
    );
    expect(sio.stats().clients).toEqual({});
    expect((await fixture.connect('/chat', { auth: { token: 'good', welcome: true } })).connected).toBe(true);
  });

  it('that fail tell the client nothing of it', async () => {
    fixture = await serve();
    fixture.sio.use(() => {
      throw new Error('secret');
    });
    fixture.sio.on('connect', () => expect.unreachable('the middleware failed'));
    expect((await refusal(fixture.open())).message).toBe('Connection rejected by server');
    expect(fixture.log.errors.map(String)).toEqual(['Error: secret']);
  });
});

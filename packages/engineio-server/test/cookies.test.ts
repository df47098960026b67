import { describe, expect, it } from 'vitest';
import { type CookieOption, Engine } from '../src/index.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

async function cookieOf(cookie: CookieOption | undefined): Promise<string | null> {
  const { url, sessions } = await startServer({ cookie });
  const response = await fetch(`${url}?EIO=4&transport=polling`);
  await response.arrayBuffer();
  return response.headers.get('set-cookie')?.replace(sessions[0]!.session.sid, 'SID') ?? null;
}

describe('the cookie', () => {
  it.each<[string, CookieOption | undefined, string | null]>([
    ['is off by default', undefined, null],
    ['may be given by its name', 'io', 'io=SID; Path=/; SameSite=Lax'],
    [
      'may have attributes, spelled either way',
      {
        name: 'io',
        path: '/chat',
        'Max-Age': 60,
        httpOnly: true,
        Secure: true,
        sameSite: 'Strict',
        domain: 'x.example',
      },
      'io=SID; Path=/chat; Max-Age=60; HttpOnly; Secure; SameSite=Strict; Domain=x.example',
    ],
    ['leaves out what is false', { name: 'io', Secure: false }, 'io=SID'],
    [
      'asks functions',
      { name: 'io', 'Max-Age': () => 30, HttpOnly: () => true, Secure: () => false },
      'io=SID; Max-Age=30; HttpOnly',
    ],
  ])('%s', async (_name, cookie, expected) => {
    expect(await cookieOf(cookie)).toBe(expected);
  });

  it('asks functions for each client anew', async () => {
    let count = 0;
    const { url } = await startServer({ cookie: { name: 'io', 'Max-Age': () => ++count } });
    const ages: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const response = await fetch(`${url}?EIO=4&transport=polling`);
      await response.arrayBuffer();
      ages.push(response.headers.get('set-cookie')?.split('; ')[1]);
    }
    expect(ages).toEqual(['Max-Age=1', 'Max-Age=2']);
  });

  it('comes with the handshake only', async () => {
    const { url, sessions } = await startServer({ cookie: 'io' });
    await (await fetch(`${url}?EIO=4&transport=polling`)).arrayBuffer();
    const post = await fetch(`${url}?EIO=4&transport=polling&sid=${sessions[0]!.session.sid}`, {
      method: 'POST',
      body: '4a',
    });
    expect(post.headers.get('set-cookie')).toBeNull();
  });

  it('comes with a handshake over WebSocket', async () => {
    const { url, sessions } = await startServer({ cookie: 'io' });
    const socket = Socket.connect(url);
    const cookies = await new Promise((resolve) => {
      socket.ws.once('upgrade', (response) => resolve(response.headers['set-cookie']));
    });
    await socket.next();
    expect(cookies).toEqual([`io=${sessions[0]!.session.sid}; Path=/; SameSite=Lax`]);
  });

  it.each<CookieOption>([
    'a b',
    'a=b',
    '',
    { name: 'io', path: '/; Domain=evil.example' },
    { name: 'io', path: '/\r\nX: y' },
    { name: 'io', 'a b': true },
  ])('%j cannot be written and is refused', (cookie) => {
    const open = () => ({ text() {}, binary() {}, close() {} });
    expect(() => new Engine({ cookie }, { open })).toThrow(TypeError);
  });
});

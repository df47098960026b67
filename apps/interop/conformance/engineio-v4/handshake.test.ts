import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { type Handshake, Polling } from '../support/polling.js';
import { Frames, refusal } from '../support/websocket.js';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ pingInterval: 300, pingTimeout: 200, maxHttpBufferSize: 1e6 });
});
afterAll(() => server.close());

const answer = async (query: string, init?: RequestInit) => {
  const response = await fetch(`${server.url}${query}`, init);
  return { status: response.status, body: JSON.parse(await response.text()) as unknown };
};
const bad = (code: number) => ({ status: 400, body: { code, message: expect.any(String) } });

describe('a handshake over polling', () => {
  it('opens a session and tells its parameters', async () => {
    const response = await fetch(`${server.url}?EIO=4&transport=polling`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; *charset=utf-8$/i);
    const text = await response.text();
    expect(text[0]).toBe('0');
    expect(JSON.parse(text.slice(1))).toEqual({
      sid: expect.stringMatching(/^[\w-]{20}$/),
      upgrades: ['websocket'],
      pingInterval: 300,
      pingTimeout: 200,
      maxPayload: 1_000_000,
    });
  });

  it('gives every session an id of its own', async () => {
    const sessions = await Promise.all(Array.from({ length: 50 }, () => Polling.open(server.url)));
    expect(new Set(sessions.map(({ sid }) => sid)).size).toBe(50);
  });

  it.each(['transport=polling', 'EIO=abc&transport=polling', 'EIO=2&transport=polling', 'EIO=5&transport=polling'])(
    'fails with an invalid protocol revision: %s',
    async (query) => {
      expect(await answer(`?${query}`)).toEqual(bad(5));
    },
  );

  it.each(['EIO=4', 'EIO=4&transport=abc', 'EIO=4&transport=constructor', 'EIO=4&transport=__proto__'])(
    'fails with an invalid transport: %s',
    async (query) => {
      expect(await answer(`?${query}`)).toEqual(bad(0));
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('fails with the method %s', async (method) => {
    expect(await answer('?EIO=4&transport=polling', { method })).toEqual(bad(2));
  });

  it.each(['unknown', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'fails with the session id "%s", which nobody has',
    async (sid) => {
      if (sid !== '') expect(await answer(`?EIO=4&transport=polling&sid=${sid}`)).toEqual(bad(1));
      expect(await answer(`?EIO=4&transport=polling&sid=${sid}`, { method: 'POST', body: '2' })).toMatchObject({
        status: 400,
      });
    },
  );

  it('fails for the transport websocket without an upgrade', async () => {
    expect(await answer('?EIO=4&transport=websocket')).toEqual(bad(3));
  });
});

describe('a handshake over WebSocket', () => {
  it('opens a session and tells its parameters, with nothing left to upgrade to', async () => {
    const frames = new Frames(`${server.url}?EIO=4&transport=websocket`);
    const open = (await frames.next()) as string;
    expect(open[0]).toBe('0');
    expect(JSON.parse(open.slice(1)) as Handshake).toEqual({
      sid: expect.stringMatching(/^[\w-]{20}$/),
      upgrades: [],
      pingInterval: 300,
      pingTimeout: 200,
      maxPayload: 1_000_000,
    });
    frames.close();
  });

  it.each([
    ['an invalid protocol revision', 'transport=websocket', 5],
    ['an invalid protocol revision', 'EIO=abc&transport=websocket', 5],
    ['an invalid transport', 'EIO=4', 0],
    ['an invalid transport', 'EIO=4&transport=abc', 0],
    ['an unknown session', 'EIO=4&transport=websocket&sid=unknown', 1],
    ['a session by the name of a prototype', 'EIO=4&transport=websocket&sid=__proto__', 1],
  ])('fails with %s: %s', async (_what, query, code) => {
    const { status, body, headers } = await refusal(`${server.url}?${query}`);
    expect({ status, body: JSON.parse(body) }).toEqual(bad(code));
    expect(headers).toMatchObject({ connection: 'close' });
    await new Frames(`${server.url}?${query}`).closed;
  });
});

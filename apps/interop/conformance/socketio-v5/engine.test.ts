import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polling } from '../support/polling.js';
import { type RunningServer, startSocketIO } from '../support/socketio.js';
import { Frames, refusal } from '../support/websocket.js';

/** What a Socket.IO server owes its clients below Socket.IO; `../engineio-v4` has the details. */
let server: RunningServer;
let beating: RunningServer;
beforeAll(async () => {
  server = await startSocketIO({ pingInterval: 20_000, pingTimeout: 200, maxHttpBufferSize: 1e6 });
  beating = await startSocketIO({ pingInterval: 60, pingTimeout: 800 });
});
afterAll(() => Promise.all([server.close(), beating.close()]));

const status = async (query: string, init?: RequestInit) => {
  const response = await fetch(`${server.url}${query}`, init);
  await response.text();
  return response.status;
};
const parameters = (upgrades: string[]) => ({
  sid: expect.any(String),
  upgrades,
  pingInterval: 20_000,
  pingTimeout: 200,
  maxPayload: 1_000_000,
});

describe('a handshake', () => {
  it('over polling opens a session', async () => {
    expect((await Polling.open(server.url)).handshake).toEqual(parameters(['websocket']));
  });

  it.each([
    ['an invalid revision', '?transport=polling'],
    ['an invalid revision', '?EIO=abc&transport=polling'],
    ['an invalid transport', '?EIO=4'],
    ['an invalid transport', '?EIO=4&transport=abc'],
  ])('over polling fails with %s: %s', async (_what, query) => {
    expect(await status(query)).toBe(400);
  });

  it.each(['POST', 'PUT'])('over polling fails with the method %s', async (method) => {
    expect(await status('?EIO=4&transport=polling', { method })).toBe(400);
  });

  it('over WebSocket opens a session', async () => {
    const frames = new Frames(`${server.url}?EIO=4&transport=websocket`);
    expect(JSON.parse(String(await frames.next()).slice(1))).toEqual(parameters([]));
    frames.close();
  });

  it.each([
    ['an invalid revision', '?transport=websocket'],
    ['an invalid revision', '?EIO=abc&transport=websocket'],
    ['an invalid transport', '?EIO=4'],
    ['an invalid transport', '?EIO=4&transport=abc'],
  ])('over WebSocket fails with %s: %s', async (_what, query) => {
    expect((await refusal(`${server.url}${query}`)).status).toBe(400);
  });
});

describe('the heartbeat', () => {
  it('over polling keeps a session that answers, and ends one that does not', async () => {
    const session = await Polling.open(beating.url);
    for (let i = 0; i < 3; i++) {
      expect(await session.read()).toBe('2');
      await session.write('3');
    }
    let last = await session.poll();
    while (last.status === 200) {
      await last.text();
      last = await session.poll();
    }
    expect(last.status).toBe(400);
  });

  it('over WebSocket keeps a session that answers, and ends one that does not', async () => {
    const frames = await Frames.open(beating.url);
    for (let i = 0; i < 3; i++) {
      expect(await frames.next()).toBe('2');
      frames.send('3');
    }
    await frames.closed;
  });
});

describe('a close packet', () => {
  it('over polling ends the session', async () => {
    const session = await Polling.open(server.url);
    const [polled] = await Promise.all([session.read(), session.write('1')]);
    expect(polled).toBe('6');
    expect((await session.poll()).status).toBe(400);
  });

  it('over WebSocket ends the session', async () => {
    const frames = await Frames.open(server.url);
    frames.send('1');
    await frames.closed;
  });
});

describe('an upgrade', () => {
  const upgrade = async () => {
    const session = await Polling.open(server.url);
    const frames = new Frames(session.url.replace('polling', 'websocket'));
    await frames.opened;
    frames.send('2probe');
    expect(await frames.next()).toBe('3probe');
    frames.send('5');
    return { session, frames };
  };

  it('moves the session to WebSocket, and its packets with it', async () => {
    const { frames } = await upgrade();
    frames.send('40');
    expect(await frames.next()).toMatch(/^40\{/);
    frames.close();
  });

  it('refuses HTTP requests of the session afterwards', async () => {
    const { session, frames } = await upgrade();
    frames.send('40');
    await frames.next();
    expect((await session.poll()).status).toBe(400);
    frames.close();
  });

  it('refuses a second WebSocket of the session', async () => {
    const { session, frames } = await upgrade();
    await new Frames(session.url.replace('polling', 'websocket')).closed;
    frames.send('40');
    expect(await frames.next()).toMatch(/^40\{/);
    frames.close();
  });
});

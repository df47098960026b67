import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { Polling } from '../support/polling.js';
import { Frames } from '../support/websocket.js';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ pingInterval: 60, pingTimeout: 800 });
});
afterAll(() => server.close());

describe('over polling', () => {
  it('the server pings again and again as long as it is answered', async () => {
    const session = await Polling.open(server.url);
    for (let i = 0; i < 4; i++) {
      expect(await session.read()).toBe('2');
      await session.write('3');
    }
  });

  it('a ping without pong closes the session', async () => {
    const session = await Polling.open(server.url);
    expect(await server.ended(session.sid)).toBe('ping timeout');
    expect((await session.poll()).status).toBe(400);
  });

  it('a ping without pong ends a poll that waits', async () => {
    const session = await Polling.open(server.url);
    expect(await session.read()).toBe('2');
    const waiting = session.poll();
    await server.polled(session.sid);
    expect(await server.ended(session.sid)).toBe('ping timeout');
    expect(await (await waiting).text()).toMatch(/^1$|"code":/);
  });

  it('pongs that nobody asked for change nothing', async () => {
    const session = await Polling.open(server.url);
    await session.write(Array.from({ length: 100 }, () => '3').join('\x1e'));
    expect(await session.read()).toBe('2');
    await session.write('3\x1e4alive');
    expect(await session.read()).toBe('4alive');
  });
});

describe('over WebSocket', () => {
  it('the server pings again and again as long as it is answered', async () => {
    const frames = await Frames.open(server.url);
    for (let i = 0; i < 4; i++) {
      expect(await frames.next()).toBe('2');
      frames.send('3');
    }
    frames.close();
  });

  it('a ping without pong closes the session', async () => {
    const frames = await Frames.open(server.url);
    expect(await frames.next()).toBe('2');
    await frames.closed;
  });

  it('messages do not stand for a pong', async () => {
    const frames = await Frames.open(server.url);
    let closed = false;
    void frames.closed.then(() => {
      closed = true;
    });
    while (!closed) {
      frames.send('4noise');
      await frames.next().catch(() => {});
    }
  });

  it('a ping from the client breaks the rules', async () => {
    const frames = await Frames.open(server.url);
    frames.send('2');
    await frames.closed;
  });
});

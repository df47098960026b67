import { once } from 'node:events';
import { connect, type Socket as NetSocket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { SharedMessage } from '../src/index.js';
import { Poller } from './support/poller.js';
import { clientFrame, rawWebSocket } from './support/raw.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

const MiB = 1024 * 1024;

describe('a WebSocket client that does not read', () => {
  it('is closed at maxBackpressure, and memory stays flat', async () => {
    const { port, sessions } = await startServer({}, (session) => ({
      // Every small message asks for a large answer.
      text: () => session.sendText('x'.repeat(100_000)),
    }));
    const socket = await rawWebSocket(port);
    socket.pause();
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let peak = 0;
    const ask = (): void => {
      socket.write(Buffer.concat(Array.from({ length: 50 }, () => clientFrame('4more'))));
      peak = Math.max(peak, sessions[0]!.session.bufferedAmount);
      if (sessions[0]!.session.open) setImmediate(ask);
    };
    ask();
    const [reason, detail] = await sessions[0]!.closed;
    expect(reason).toBe('transport error');
    expect(detail).toContain('maxBackpressure');
    expect(peak).toBeGreaterThan(8 * MiB);
    expect(peak).toBeLessThanOrEqual(16 * MiB);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MiB);
    socket.destroy();
  });

  it.each([
    ['text', 'x'.repeat(10_000)],
    ['bytes', Buffer.alloc(10_000)],
    ['shared', new SharedMessage('x'.repeat(10_000), undefined)],
  ])('is closed within the tick that goes too far (%s)', async (_name, message) => {
    const { port, sessions } = await startServer({ maxBackpressure: MiB });
    const socket = await rawWebSocket(port);
    socket.pause();
    const { session } = sessions[0]!;
    let peak = 0;
    for (let i = 0; i < 5000; i++) {
      if (typeof message === 'string') session.sendText(message);
      else if (message instanceof SharedMessage) session.sendShared(message);
      else session.sendBinary(message);
      peak = Math.max(peak, session.bufferedAmount);
    }
    // The handler is told when the sender is done, so that it cannot get in the way of a broadcast.
    expect(sessions[0]!.closes).toBe(0);
    expect(peak).toBeLessThanOrEqual(MiB + 100_000);
    expect((await sessions[0]!.closed)[0]).toBe('transport error');
    expect(sessions[0]!.closes).toBe(1);
    socket.destroy();
  });

  it('may be sent one message that is larger, when nothing else waits', async () => {
    const { url, sessions } = await startServer({ maxBackpressure: 100_000 });
    const socket = await Socket.open(url);
    sessions[0]!.session.sendText('x'.repeat(5 * MiB));
    expect(await socket.next()).toHaveLength(5 * MiB + 1);
  });

  it('does not make the server buffer its pongs without end', async () => {
    const { port, sessions } = await startServer({ maxBackpressure: 200_000 });
    const socket = await rawWebSocket(port);
    socket.pause();
    const pings = Buffer.concat(Array.from({ length: 500 }, () => clientFrame('p'.repeat(120), 0x89)));
    const flood = (): void => {
      socket.write(pings);
      if (sessions[0]!.session.open) setImmediate(flood);
    };
    flood();
    expect((await sessions[0]!.closed)[1]).toContain('maxBackpressure');
    socket.destroy();
  });
});

describe('a polling client that does not poll', () => {
  it('is closed at maxBackpressure', async () => {
    const { url, sessions } = await startServer({ maxBackpressure: MiB });
    const poller = await Poller.open(url);
    const { session } = sessions[0]!;
    let peak = 0;
    for (let i = 0; i < 300; i++) {
      session.sendText('x'.repeat(10_000));
      peak = Math.max(peak, session.bufferedAmount);
    }
    expect(sessions[0]!.closes).toBe(0);
    expect(peak).toBeGreaterThan(MiB / 2);
    expect(peak).toBeLessThanOrEqual(MiB);
    expect(await sessions[0]!.closed).toEqual(['transport error', expect.stringContaining('maxBackpressure')]);
    expect((await poller.poll())[0]).toBe(400);
  });

  it('may be sent one message that is larger, when nothing else waits', async () => {
    const { url, sessions } = await startServer({ maxBackpressure: 1000 });
    const poller = await Poller.open(url);
    sessions[0]!.session.sendText('x'.repeat(5000));
    expect((await poller.poll())[1]).toHaveLength(5001);
  });
});

describe('a polling client that polls and does not read', () => {
  const large = 24 * MiB;

  async function unreadAnswer() {
    const server = await startServer({ maxBackpressure: 2 * large, httpCompression: false });
    const poller = await Poller.open(server.url);
    const seen = server.sessions[0]!;
    const first = pausedPoll(server.port, poller.sid);
    await expect.poll(() => seen.session.writable).toBe(true);
    seen.session.sendText('x'.repeat(large));
    expect(seen.session.writable).toBe(true);
    await expect.poll(() => seen.session.writable).toBe(false);
    return { server, seen, first, sid: poller.sid };
  }

  it('gets no further answer, and is closed at maxBackpressure', async () => {
    const { server, seen, first, sid } = await unreadAnswer();
    const cut = once(first, 'close');
    const second = pausedPoll(server.port, sid);
    await once(second, 'connect');
    expect(seen.session.bufferedAmount).toBe(large + 1);
    let peak = 0;
    for (let i = 0; i < 100 && seen.session.open; i++) {
      seen.session.sendText('y'.repeat(MiB));
      await new Promise(setImmediate);
      peak = Math.max(peak, seen.session.bufferedAmount);
    }
    expect(await seen.closed).toEqual(['transport error', expect.stringContaining('maxBackpressure')]);
    expect(peak).toBeLessThanOrEqual(2 * large);
    first.resume();
    await cut;
    second.destroy();
  });

  it('gets the next answer when it has read the last', async () => {
    const { server, seen, first, sid } = await unreadAnswer();
    const second = pausedPoll(server.port, sid);
    const answer = new Promise<string>((resolve) => {
      let received = '';
      second.on('data', (data) => {
        received += data;
        if (received.endsWith('4next')) resolve(received);
      });
    });
    second.resume();
    seen.session.sendText('next');
    expect(seen.session.bufferedAmount).toBeGreaterThan(large);
    first.resume();
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
    await expect.poll(() => seen.session.bufferedAmount).toBe(0);
    first.destroy();
    second.destroy();
  });
});

it('writable tells whether the peer keeps up', async () => {
  const { port, sessions } = await startServer();
  const socket = await rawWebSocket(port);
  const { session } = sessions[0]!;
  expect(session.writable).toBe(true);
  socket.pause();
  while (session.writable) {
    session.sendText('x'.repeat(100_000));
    await new Promise(setImmediate);
  }
  expect(session.bufferedAmount).toBeGreaterThan(0);
  socket.resume();
  await expect.poll(() => session.writable).toBe(true);
  socket.destroy();
});

/** A poll over a connection of its own, of which nothing is read. */
function pausedPoll(port: number, sid: string): NetSocket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
}

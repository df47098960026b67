import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { EngineSession } from '../src/session.js';
import { Poller } from './support/poller.js';
import { clientFrame, rawWebSocket } from './support/raw.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

describe('a client that answers pings', () => {
  it('stays, over WebSocket', async () => {
    const { url, sessions } = await startServer({ pingInterval: 40, pingTimeout: 2000 });
    const socket = await Socket.open(url);
    for (let i = 0; i < 5; i++) {
      expect(await socket.next()).toBe('2');
      socket.send('3');
    }
    expect(sessions[0]!.session.open).toBe(true);
  });

  it('stays, over polling', async () => {
    const { url, sessions } = await startServer({ pingInterval: 40, pingTimeout: 2000 });
    const poller = await Poller.open(url);
    for (let i = 0; i < 3; i++) {
      expect(await poller.poll()).toEqual([200, '2']);
      expect(await poller.post('3')).toEqual([200, 'ok']);
    }
    expect(sessions[0]!.session.open).toBe(true);
  });

  it('is pinged after the interval without the grace period, which is for the client', async () => {
    const { url } = await startServer({ pingInterval: [40, 2_000_000] });
    const socket = await Socket.open(url);
    expect(await socket.next()).toBe('2');
    socket.send('3');
    expect(await socket.next()).toBe('2');
  });

  it('is pinged once per interval, counted from its pong', async () => {
    const { url } = await startServer({ pingInterval: 400, pingTimeout: 400 });
    const socket = await Socket.open(url);
    expect(await socket.next()).toBe('2');
    const ponged = performance.now();
    socket.send('3');
    expect(await socket.next()).toBe('2');
    // A slot early at most, which is a twentieth.
    expect(performance.now() - ponged).toBeGreaterThanOrEqual(375);
  });
});

describe('a client that does not answer', () => {
  it('is closed after pingTimeout, over WebSocket', async () => {
    const { engine, url, sessions } = await startServer({ pingInterval: 40, pingTimeout: 40 });
    const socket = await Socket.open(url);
    expect(await socket.next()).toBe('2');
    await socket.closed;
    expect((await sessions[0]!.closed)[0]).toBe('ping timeout');
    expect(engine.clientsCount).toBe(0);
  });

  it('is closed after pingTimeout, over polling, its waiting poll answered', async () => {
    const { url, sessions } = await startServer({ pingInterval: 40, pingTimeout: 400 });
    const poller = await Poller.open(url);
    expect(await poller.poll()).toEqual([200, '2']);
    expect(await poller.poll()).toEqual([200, '1']);
    expect((await sessions[0]!.closed)[0]).toBe('ping timeout');
    expect((await poller.poll())[0]).toBe(400);
  });

  it('is not saved by pongs that nobody asked for', async () => {
    const { url, sessions } = await startServer({ pingInterval: 60, pingTimeout: 60 });
    const socket = await Socket.open(url);
    for (let i = 0; i < 10; i++) socket.send('3');
    expect(await socket.next()).toBe('2');
    expect((await sessions[0]!.closed)[0]).toBe('ping timeout');
  });

  it('cannot put the ping off by such pongs', async () => {
    const { url } = await startServer({ pingInterval: 60, pingTimeout: 5000 });
    const socket = await Socket.open(url);
    const pongs = setInterval(() => socket.send('3'), 2);
    expect(await socket.next()).toBe('2');
    clearInterval(pongs);
  });

  it('but is heard sending gets as much time again, once', async () => {
    const { port, sessions } = await startServer({ pingInterval: 50, pingTimeout: 100 });
    const socket = await rawWebSocket(port);
    const started = performance.now();
    const chatter = setInterval(() => socket.write(clientFrame('4busy')), 5);
    expect((await sessions[0]!.closed)[0]).toBe('ping timeout');
    clearInterval(chatter);
    // Ping after 45 to 50, then 100 and 100 again.
    expect(performance.now() - started).toBeGreaterThanOrEqual(245 - 15);
    socket.destroy();
  });

  it('is known to have been heard since the ping when it posts', async () => {
    const { url, sessions } = await startServer({ pingInterval: 40, pingTimeout: 5000 });
    const poller = await Poller.open(url);
    const session = sessions[0]!.session as EngineSession;
    expect(await poller.poll()).toEqual([200, '2']);
    expect(session.channel.turn).toBeLessThanOrEqual(session.pingTurn);
    await poller.post('4after');
    expect(session.channel.turn).toBeGreaterThan(session.pingTurn);
  });

  it('stays with monitorClients: false, pinged all the same', async () => {
    const { url, sessions } = await startServer({ pingInterval: 20, pingTimeout: 20, monitorClients: false });
    const watched = await startServer({ pingInterval: 20, pingTimeout: 60 });
    const socket = await Socket.open(url);
    const poller = await Poller.open(url);
    await Socket.open(watched.url);
    expect(await socket.next()).toBe('2');
    await watched.sessions[0]!.closed;
    expect(sessions[0]!.session.open).toBe(true);
    socket.send('4still here');
    expect(await socket.next()).toBe('4still here');
    expect(await poller.post('4so am I')).toEqual([200, 'ok']);
  });
});

it('a process that was busy reads pongs before it misses them', async () => {
  const { port, sessions } = await startServer({ pingInterval: 40, pingTimeout: 60 });
  const socket = await rawWebSocket(port);
  await new Promise<void>((resolve) => {
    socket.once('data', () => {
      socket.write(clientFrame('3'), () => {
        const until = performance.now() + 200;
        while (performance.now() < until);
        resolve();
      });
    });
  });
  socket.write(clientFrame('4here'));
  await expect.poll(() => sessions[0]!.received).toEqual(['here']);
  expect(sessions[0]!.session.open).toBe(true);
  socket.destroy();
});

it('nor does it miss those of long-polling', async () => {
  const { port, url, sessions } = await startServer({ pingInterval: 40, pingTimeout: 60 });
  const poller = await Poller.open(url);
  const socket = connect(port, '127.0.0.1');
  const path = `/engine.io/?EIO=4&transport=polling&sid=${poller.sid}`;
  const post = (body: string, written?: () => void) =>
    socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`, written);
  // The server has accepted the connection before anything is late.
  post('6');
  await once(socket, 'data');
  expect(await poller.poll()).toEqual([200, '2']);
  post('3', () => {
    const until = performance.now() + 200;
    while (performance.now() < until);
  });
  await once(socket, 'data');
  post('4here');
  await expect.poll(() => sessions[0]!.received).toEqual(['here']);
  expect(sessions[0]!.session.open).toBe(true);
  socket.destroy();
});

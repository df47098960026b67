import { describe, expect, it } from 'vitest';
import { SharedMessage } from '../src/index.js';
import { Poller } from './support/poller.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

describe('a shared message', () => {
  it('reaches sessions of all kinds, once framed', async () => {
    const { url, sessions, engine } = await startServer();
    const sockets = [
      await Socket.open(url),
      await Socket.open(url),
      Socket.to(`${url}?EIO=4&transport=websocket&b64=1`),
    ];
    await sockets[2]!.next();
    const poller = await Poller.open(url);
    const message = new SharedMessage('héad', [new Uint8Array([1, 2, 3])]);
    for (const { session } of sessions) session.sendShared(message);
    expect(await sockets[0]!.take(2)).toEqual(['4héad', Buffer.from([1, 2, 3])]);
    expect(await sockets[1]!.take(2)).toEqual(['4héad', Buffer.from([1, 2, 3])]);
    expect(await sockets[2]!.take(2)).toEqual(['4héad', 'bAQID']);
    expect(await poller.poll()).toEqual([200, '4héad\x1ebAQID']);
    expect(message.frames(4)).toBe(message.frames(4));
    expect(engine.stats().packetsOut).toBe(8);
  });

  it('keeps its place between other messages, in bursts too', async () => {
    const { url, sessions } = await startServer();
    const sockets = await Promise.all([Socket.open(url), Socket.open(url), Socket.open(url)]);
    const burst = Array.from({ length: 10 }, (_, i) => new SharedMessage(`shared ${i}`, undefined));
    sessions[0]!.session.sendText('own first');
    for (const message of burst) for (const { session } of sessions) session.sendShared(message);
    sessions[1]!.session.sendText('own last');
    const expected = burst.map((message) => `4${message.text}`);
    expect(await sockets[0]!.take(11)).toEqual(['4own first', ...expected]);
    expect(await sockets[1]!.take(11)).toEqual([...expected, '4own last']);
    expect(await sockets[2]!.take(10)).toEqual(expected);
  });

  it('is not mistaken for another one that stands in its place elsewhere', async () => {
    const { url, sessions } = await startServer();
    const sockets = [await Socket.open(url), await Socket.open(url)];
    const [a, b, c] = ['a', 'b', 'c'].map((text) => new SharedMessage(text));
    sessions[0]!.session.sendShared(a!);
    sessions[0]!.session.sendShared(b!);
    sessions[1]!.session.sendShared(a!);
    sessions[1]!.session.sendShared(c!);
    expect(await sockets[0]!.take(2)).toEqual(['4a', '4b']);
    expect(await sockets[1]!.take(2)).toEqual(['4a', '4c']);
  });

  it('may have attachments only', async () => {
    const { url, sessions } = await startServer();
    const socket = await Socket.open(url);
    sessions[0]!.session.sendShared(new SharedMessage(undefined, [new Uint8Array([7])]));
    expect(await socket.next()).toEqual(Buffer.from([7]));
  });
});

import { once } from 'node:events';
import { connect, type Socket as NetSocket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Poller } from './support/poller.js';
import { startServer, type TestServer } from './support/server.js';
import { Socket } from './support/socket.js';

/** A polling session and a WebSocket whose probe has been answered. */
async function probed(server: TestServer): Promise<[Poller, Socket]> {
  const poller = await Poller.open(server.url);
  const socket = await Socket.probe(server.url, poller.sid);
  socket.send('2probe');
  expect(await socket.next()).toBe('3probe');
  return [poller, socket];
}

/** A POST whose body the server has begun to wait for. */
async function readingPost(port: number, sid: string, length: number): Promise<NetSocket> {
  const post = connect(port, '127.0.0.1');
  await once(post, 'connect');
  const head = `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\n`;
  post.write(`${head}Content-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`);
  // The server asks for the body.
  await once(post, 'data');
  return post;
}

describe('an upgrade', () => {
  it('ends the waiting poll, then moves the session', async () => {
    const server = await startServer();
    const poller = await Poller.open(server.url);
    const { session } = server.sessions[0]!;
    const waiting = poller.poll();
    await expect.poll(() => session.writable).toBe(true);
    const socket = await Socket.probe(server.url, poller.sid);
    socket.send('2probe');
    expect(await socket.next()).toBe('3probe');
    expect(await waiting).toEqual([200, '6']);
    expect(session.transport).toBe('polling');
    socket.send('5');
    socket.send('4hello');
    expect(await socket.next()).toBe('4hello');
    expect(session.transport).toBe('websocket');
    expect(server.sessions[0]!.upgrades).toBe(1);
    expect(server.engine.stats()).toMatchObject({ opened: 1, upgraded: 1, polling: 0, websocket: 1 });
  });

  it('answers polls that come while it is under way with a noop', async () => {
    const [poller] = await probed(await startServer());
    expect(await poller.poll()).toEqual([200, '6']);
    expect(await poller.poll()).toEqual([200, '6']);
  });

  it('holds what is sent meanwhile and keeps its order', async () => {
    const server = await startServer();
    const [poller, socket] = await probed(server);
    const { session } = server.sessions[0]!;
    session.sendText('a');
    session.sendMessage('b', [new Uint8Array([1, 2])]);
    expect(await poller.poll()).toEqual([200, '6']);
    session.sendText('c');
    socket.send('5');
    expect(await socket.take(4)).toEqual(['4a', '4b', Buffer.from([1, 2]), '4c']);
    expect(server.engine.stats().packetsOut).toBe(4);
  });

  it('loses and doubles nothing of 1,000 messages each way', async () => {
    const server = await startServer({}, () => ({}));
    const poller = await Poller.open(server.url);
    const { session, received } = server.sessions[0]!;
    const names = (prefix: string): string[] => Array.from({ length: 1000 }, (_, i) => `${prefix}${i}`);
    const down: string[] = [];
    let sent = 0;
    const sendSome = (until: number): void => {
      for (; sent < until; sent++) session.sendText(`down${sent}`);
    };
    const up = names('up');
    const postSome = async (from: number, to: number): Promise<void> => {
      const payload = up.slice(from, to).map((text) => `4${text}`);
      expect(await poller.post(payload.join('\x1e'))).toEqual([200, 'ok']);
    };
    const pollOnce = async (): Promise<void> => {
      const [, body] = await poller.poll();
      down.push(...body.split('\x1e').filter((packet) => packet !== '6'));
    };

    sendSome(200);
    await pollOnce();
    await postSome(0, 300);
    const socket = await Socket.probe(server.url, poller.sid);
    sendSome(400);
    await pollOnce();
    await postSome(300, 500);
    socket.send('2probe');
    sendSome(600);
    expect(await socket.next()).toBe('3probe');
    await pollOnce();
    sendSome(800);
    await postSome(500, 600);
    socket.send('5');
    for (const text of up.slice(600)) socket.send(`4${text}`);
    await expect.poll(() => received.length).toBe(1000);
    sendSome(1000);
    down.push(...((await socket.take(1000 - down.length)) as string[]));

    expect(received).toEqual(up);
    expect(down).toEqual(names('4down'));
  });

  it('hands on a post that is still being read before anything from the WebSocket', async () => {
    const server = await startServer({}, () => ({}));
    const [poller, socket] = await probed(server);
    const post = await readingPost(server.port, poller.sid, 8);
    post.write('4fi');
    socket.send('5');
    socket.send('4second');
    socket.send(Buffer.from([3]));
    socket.send('3');
    post.write('rst!!');
    await expect.poll(() => server.sessions[0]!.received.length).toBe(3);
    expect(server.sessions[0]!.received).toEqual(['first!!', 'second', Buffer.from([3])]);
    expect(server.sessions[0]!.session.transport).toBe('websocket');
    post.destroy();
  });

  it('is off when more than maxHttpBufferSize comes before its post has been read', async () => {
    const server = await startServer({ maxHttpBufferSize: 1000 }, () => ({}));
    const [poller, socket] = await probed(server);
    const post = await readingPost(server.port, poller.sid, 6);
    // In one write, so that all of it has been read before the server pauses.
    const raw = (socket.ws as unknown as { _socket: NetSocket })._socket;
    raw.cork();
    socket.send('5');
    for (let i = 0; i < 3; i++) socket.send(`4${'x'.repeat(400)}`);
    raw.uncork();
    const [seen] = server.sessions;
    expect(await seen!.closed).toEqual(['transport error', 'too much arrived before the last post was read']);
    post.destroy();
  });

  it('carries a ping over that was due meanwhile', async () => {
    const server = await startServer({ pingInterval: 60, pingTimeout: 5000 });
    const [, socket] = await probed(server);
    await expect.poll(() => server.sessions[0]!.session.bufferedAmount).toBe(1);
    socket.send('5');
    expect(await socket.next()).toBe('2');
    socket.send('3');
    expect(await socket.next()).toBe('2');
  });

  it('is over: polls of the session are refused, and it goes on', async () => {
    const server = await startServer();
    const [poller, socket] = await probed(server);
    socket.send('5');
    await expect.poll(() => server.sessions[0]!.session.transport).toBe('websocket');
    const [status, body] = await poller.poll();
    expect([status, JSON.parse(body)]).toMatchObject([400, { code: 3 }]);
    socket.send('4on');
    expect(await socket.next()).toBe('4on');
  });

  it('is over: another WebSocket for the session is closed', async () => {
    const server = await startServer();
    const [poller, socket] = await probed(server);
    socket.send('5');
    await expect.poll(() => server.sessions[0]!.session.transport).toBe('websocket');
    const second = await Socket.probe(server.url, poller.sid);
    await second.closed;
    socket.send('4on');
    expect(await socket.next()).toBe('4on');
  });
});

describe('an upgrade that fails', () => {
  /** Polling still works both ways. */
  async function expectPolling(server: TestServer, poller: Poller): Promise<void> {
    expect(await poller.post('4still here')).toEqual([200, 'ok']);
    expect((await poller.receive(1)).at(-1)).toBe('4still here');
    expect(server.sessions[0]!.session.transport).toBe('polling');
    expect(server.sessions[0]!.upgrades).toBe(0);
  }

  it.each(['2', '2other', '4message', '5', '1', 'rubbish'])(
    'because it begins with %s, leaves polling alone',
    async (packet) => {
      const server = await startServer();
      const poller = await Poller.open(server.url);
      const socket = await Socket.probe(server.url, poller.sid);
      socket.send(packet);
      await socket.closed;
      await expectPolling(server, poller);
    },
  );

  it.each(['2probe', '4message', 'rubbish'])(
    'because the probe is followed by %s, leaves polling alone',
    async (packet) => {
      const server = await startServer();
      const [poller, socket] = await probed(server);
      socket.send(packet);
      await socket.closed;
      await expectPolling(server, poller);
    },
  );

  it('because the WebSocket goes away after the probe, gives back what was held', async () => {
    const server = await startServer();
    const [poller, socket] = await probed(server);
    const { session } = server.sessions[0]!;
    session.sendText('held');
    socket.ws.terminate();
    await expect.poll(() => poller.poll()).toEqual([200, '4held']);
    await expectPolling(server, poller);
  });

  it('because it takes longer than upgradeTimeout, leaves polling alone', async () => {
    const server = await startServer({ upgradeTimeout: 40 });
    const [poller, socket] = await probed(server);
    await socket.closed;
    await expectPolling(server, poller);
  });

  it('because a ping that it holds back is overdue, leaves polling alone', async () => {
    const server = await startServer({ pingInterval: 60, pingTimeout: 300 });
    const [poller, socket] = await probed(server);
    await socket.closed;
    expect(await poller.poll()).toEqual([200, '2']);
    await poller.post('3');
    await expectPolling(server, poller);
  });

  it('because a post is not finished in time, ends the session: its client has left polling', async () => {
    const server = await startServer({ upgradeTimeout: 50 });
    const [poller, socket] = await probed(server);
    const post = await readingPost(server.port, poller.sid, 100);
    const refused = once(post, 'data');
    socket.send('5');
    const [seen] = server.sessions;
    expect(await seen!.closed).toEqual(['transport error', 'upgradeTimeout reached']);
    await socket.closed;
    expect(String(await refused)).toMatch(/^HTTP\/1\.1 400 /);
    expect(seen!.closes).toBe(1);
    expect(server.engine.clientsCount).toBe(0);
    post.destroy();
  });

  it('because another one is under way, leaves that one alone', async () => {
    const server = await startServer();
    const [poller, socket] = await probed(server);
    const second = await Socket.probe(server.url, poller.sid);
    await second.closed;
    socket.send('5');
    socket.send('4hello');
    expect(await socket.next()).toBe('4hello');
  });

  it('can be tried again', async () => {
    const server = await startServer();
    const poller = await Poller.open(server.url);
    const first = await Socket.probe(server.url, poller.sid);
    first.send('rubbish');
    await first.closed;
    const second = await Socket.probe(server.url, poller.sid);
    second.send('2probe');
    expect(await second.next()).toBe('3probe');
    second.send('5');
    second.send('4hello');
    expect(await second.next()).toBe('4hello');
  });
});

describe('a session that is closed during its upgrade', () => {
  it('says its last words over the WebSocket when the client gets there', async () => {
    const server = await startServer();
    const [, socket] = await probed(server);
    server.sessions[0]!.session.sendText('last words');
    server.sessions[0]!.session.close();
    expect(server.sessions[0]!.closes).toBe(1);
    socket.send('5');
    socket.send('4nobody listens');
    expect(await socket.rest()).toEqual(['4last words']);
    expect(server.sessions[0]).toMatchObject({ closes: 1, upgrades: 0, received: [] });
  });

  it('says them over polling when the client does not', async () => {
    const server = await startServer();
    const [poller, socket] = await probed(server);
    server.sessions[0]!.session.sendText('last words');
    server.sessions[0]!.session.close();
    socket.ws.terminate();
    expect(await poller.receive(2)).toEqual(['4last words', '1']);
    expect(server.sessions[0]!.closes).toBe(1);
  });

  it('by the client takes the WebSocket with it', async () => {
    const server = await startServer();
    const [poller, socket] = await probed(server);
    expect(await poller.post('1')).toEqual([200, 'ok']);
    await socket.closed;
    expect((await server.sessions[0]!.closed)[0]).toBe('client disconnect');
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { EngineOptions } from '../src/index.js';
import { clientFrame, rawWebSocket, upgradeRequest } from './support/raw.js';
import { type Behaviour, startServer as start } from './support/server.js';
import { Socket } from './support/socket.js';

describe.each([
  ['read by the engine itself', {}],
  ['served by ws', { wsEngine: WebSocketServer }],
] as const)('a WebSocket %s:', (_name, served) => {
  const startServer = (options: EngineOptions = {}, behaviour?: Behaviour) =>
    start({ ...served, ...options }, behaviour);

  describe('messages', () => {
    const sizes = [0, 1, 124, 125, 126, 1000, 8190, 8192, 65_530, 65_535, 65_536, 200_000];

    it.each(sizes)('of %i bytes of text come back', async (size) => {
      const { url } = await startServer();
      const socket = await Socket.open(url);
      const text = 'x'.repeat(size);
      socket.send(`4${text}`);
      expect(await socket.next()).toBe(`4${text}`);
    });

    it.each(sizes)('of %i bytes come back', async (size) => {
      const { url } = await startServer();
      const socket = await Socket.open(url);
      const bytes = Buffer.alloc(size, 'abc');
      socket.send(bytes);
      expect(await socket.next()).toEqual(bytes);
    });

    it.each(['é', '€uro', '\u{1f600}', 'a\u0000b', 'é'.repeat(62), 'é'.repeat(63), '漢字'.repeat(20_000)])(
      'keep their characters (%#)',
      async (text) => {
        const { url } = await startServer();
        const socket = await Socket.open(url);
        socket.send(`4${text}`);
        expect(await socket.next()).toBe(`4${text}`);
      },
    );

    it('of one tick arrive in order, whatever they are', async () => {
      const { url, sessions } = await startServer();
      const socket = await Socket.open(url);
      const { session } = sessions[0]!;
      const large = 'L'.repeat(20_000);
      session.sendText('a');
      session.sendBinary(Buffer.from([1]));
      session.sendText('é');
      session.sendText(large);
      session.sendMessage('head', [new Uint8Array([2]), Buffer.alloc(30_000, 7)]);
      session.sendText('z');
      expect(await socket.take(8)).toEqual([
        '4a',
        Buffer.from([1]),
        '4é',
        `4${large}`,
        '4head',
        Buffer.from([2]),
        Buffer.alloc(30_000, 7),
        '4z',
      ]);
    });

    it('of one tick leave in one write', async () => {
      const { url, sessions } = await startServer();
      const socket = await Socket.open(url);
      const chunks: number[] = [];
      const stream = (socket.ws as unknown as { _socket: NodeJS.ReadableStream })._socket;
      stream.on('data', (chunk: Buffer) => chunks.push(chunk.length));
      for (let i = 0; i < 100; i++) sessions[0]!.session.sendText('hello');
      await socket.take(100);
      expect(chunks).toEqual([800]);
    });

    it('in fragments, with a ping between them, are put together', async () => {
      const { port, sessions } = await startServer();
      const socket = await rawWebSocket(port);
      const answer = once(socket, 'data');
      socket.write(Buffer.concat([clientFrame('4he', 0x01), clientFrame('p', 0x89), clientFrame('llo', 0x80)]));
      expect(((await answer)[0] as Buffer).toString('latin1')).toBe('\x8a\x01p\x81\x064hello');
      expect(sessions[0]!.received).toEqual(['hello']);
      socket.destroy();
    });

    it('are handed on as bytes of their own when they are small, lest they keep what came with them', async () => {
      const { port, sessions } = await startServer();
      const socket = await rawWebSocket(port);
      socket.write(Buffer.concat([clientFrame(`4${'x'.repeat(60_000)}`), clientFrame('abc', 0x82)]));
      await expect.poll(() => sessions[0]!.received.length).toBe(2);
      const bytes = sessions[0]!.received[1] as Buffer;
      expect(String(bytes)).toBe('abc');
      expect(bytes.buffer.byteLength).toBeLessThanOrEqual(8192);
      socket.destroy();
    });

    it('from a client that takes no bytes come and go as base64', async () => {
      const { url, sessions } = await startServer();
      const socket = Socket.to(`${url}?EIO=4&transport=websocket&b64=1`);
      await socket.next();
      socket.send('bAQIDBA==');
      expect(await socket.next()).toBe('bAQIDBA==');
      expect(sessions[0]!.received).toEqual([Buffer.from([1, 2, 3, 4])]);
    });
  });

  describe('a session ends', () => {
    it.each([
      ['an unknown packet', 'abc', 'parse error'],
      ['an empty packet', '', 'parse error'],
      ['an open packet', '0', 'parse error'],
      ['base64 that is none', 'b!', 'parse error'],
      ['a ping, which protocol 4 sends the other way', '2', 'transport error'],
      ['a ping with data', '2probe', 'transport error'],
      ['a close packet', '1', 'client disconnect'],
    ])('with %s', async (_name, packet, reason) => {
      const { url, sessions } = await startServer();
      const socket = await Socket.open(url);
      socket.send(packet);
      await socket.closed;
      expect((await sessions[0]!.closed)[0]).toBe(reason);
      expect(sessions[0]!.closes).toBe(1);
    });

    it('when the client closes the WebSocket', async () => {
      const { engine, url, sessions } = await startServer();
      const socket = await Socket.open(url);
      socket.ws.close(4000, 'bye');
      expect(await sessions[0]!.closed).toEqual(['transport close', 'close code 4000']);
      expect(engine.clientsCount).toBe(0);
    });

    it('when the connection is cut', async () => {
      const { url, sessions } = await startServer();
      const socket = await Socket.open(url);
      socket.ws.terminate();
      expect((await sessions[0]!.closed)[0]).toBe('transport close');
    });

    it('with a message larger than maxHttpBufferSize, before it is read', async () => {
      const { url, sessions } = await startServer({ maxHttpBufferSize: 1000 });
      const socket = await Socket.open(url);
      socket.send(`4${'x'.repeat(999)}`);
      expect(await socket.next()).toHaveLength(1000);
      socket.send(`4${'x'.repeat(1000)}`);
      expect((await socket.closed)[0]).toBe(1009);
      expect((await sessions[0]!.closed)[0]).toBe('transport error');
    });

    it.each([
      ['reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0]), 1002],
      ['no mask', Buffer.from([0x81, 0x01, 0x34]), 1002],
      ['an unknown opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0]), 1002],
      ['text that is not UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0xff]), 1007],
    ])('with a frame that has %s', async (_name, frame, code) => {
      const { port, sessions } = await startServer();
      const socket = await rawWebSocket(port);
      const answer = once(socket, 'data');
      socket.write(frame);
      const closeFrame = (await answer)[0] as Buffer;
      expect([closeFrame[0], closeFrame.readUInt16BE(2)]).toEqual([0x88, code]);
      expect((await sessions[0]!.closed)[0]).toBe('transport error');
      socket.destroy();
    });

    it('with a malformed frame right behind the request', async () => {
      const { port, sessions } = await startServer();
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      const request = Buffer.from(upgradeRequest('/engine.io/?EIO=4&transport=websocket'));
      socket.write(Buffer.concat([request, Buffer.from([0xf1, 0x80, 0, 0, 0, 0])]));
      await expect.poll(() => sessions.length).toBe(1);
      expect((await sessions[0]!.closed)[0]).toBe('transport error');
      socket.destroy();
    });
  });

  describe('close()', () => {
    it('lets out what was sent before, in the same tick too', async () => {
      const { url, sessions } = await startServer();
      const socket = await Socket.open(url);
      const { session } = sessions[0]!;
      session.sendText('last');
      session.sendText('words');
      session.close();
      session.sendText('too late');
      expect(await socket.rest()).toEqual(['4last', '4words']);
      expect(await sessions[0]!.closed).toEqual(['server disconnect', undefined]);
      expect(session.open).toBe(false);
    });

    it('while messages are being handed on stops the rest of them', async () => {
      const { port, sessions } = await startServer({}, (session) => ({
        text(data) {
          if (data === 'stop') session.close();
        },
      }));
      const socket = await rawWebSocket(port);
      socket.write(Buffer.concat([clientFrame('4a'), clientFrame('4stop'), clientFrame('4b')]));
      await sessions[0]!.closed;
      expect(sessions[0]!.received).toEqual(['a', 'stop']);
      expect(sessions[0]!.closes).toBe(1);
      socket.destroy();
    });

    it('during the flush of others does them no harm', async () => {
      const { url, sessions } = await startServer();
      const sockets = await Promise.all([Socket.open(url), Socket.open(url), Socket.open(url)]);
      for (const { session } of sessions) session.sendText('to all');
      sessions[1]!.session.close();
      expect(await sockets[0].next()).toBe('4to all');
      expect(await sockets[1].rest()).toEqual(['4to all']);
      expect(await sockets[2].next()).toBe('4to all');
    });

    it('called by the close handler itself changes nothing', async () => {
      const { url, sessions } = await startServer({}, (session) => ({ close: () => session.close() }));
      const socket = await Socket.open(url);
      socket.ws.terminate();
      await sessions[0]!.closed;
      expect(sessions[0]!.closes).toBe(1);
    });

    it('of a client that does not answer the close frame ends after pingTimeout', async () => {
      const { port, sessions } = await startServer({ pingTimeout: 50 });
      const socket = await rawWebSocket(port);
      sessions[0]!.session.close();
      await once(socket, 'close');
    });
  });
});

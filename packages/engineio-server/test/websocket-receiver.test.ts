import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ServerWebSocket, type WebSocketReceiver } from '../src/websocket/server-websocket.js';
import { CLOSE, closeFrame, frame, PING, TEXT } from './support/client-frames.js';
import { Peer } from './support/peer.js';

interface Ends {
  readonly peer: Peer;
  readonly socket: Socket;
  readonly websocket: ServerWebSocket;
  /** What the receiver was told, without what it was told about single chunks. */
  readonly told: string[];
}

/** Both ends of a WebSocket whose handshake is done, and somebody at ours who writes down what it is told. */
async function connected(heard: (text: string, websocket: ServerWebSocket) => void = () => {}): Promise<Ends> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const peer = new Peer((server.address() as AddressInfo).port);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const websocket = new ServerWebSocket(socket, 1000, 1000);
  const told: string[] = [];
  const receiver: WebSocketReceiver = {
    arrived() {},
    text(bytes, start, end) {
      const text = bytes.toString('utf8', start, end);
      told.push(`text ${text}`);
      heard(text, websocket);
    },
    binary: (bytes) => told.push(`binary ${bytes}`),
    pinged: (bytes) => told.push(`ping ${bytes}`),
    flush: () => told.push('flush'),
    failed: (message) => told.push(`failed: ${message}`),
    ended: (code) => told.push(`ended ${code}`),
  };
  websocket.start(receiver, Buffer.alloc(0));
  return { peer, socket, websocket, told };
}

it('what a peer sent before it reset the connection is told, though reading was paused', async () => {
  const { peer, socket, websocket, told } = await connected();
  websocket.pause();
  peer.write(frame(TEXT, 'last words'), closeFrame(4000), frame(TEXT, 'too late'));
  await expect.poll(() => socket.readableLength).toBeGreaterThan(0);
  peer.socket.resetAndDestroy();
  await expect.poll(() => told).toEqual(['text last words', 'flush', 'ended 4000']);
});

it('text that is refused is the last that is told', async () => {
  const { peer, told } = await connected((_text, websocket) => websocket.invalidText());
  peer.write(frame(TEXT, 'a'), frame(TEXT, 'b'), frame(PING));
  expect(await peer.frame()).toEqual([CLOSE, '\x03\xef']);
  await peer.over;
  peer.socket.end();
  await expect.poll(() => told).toEqual(['text a', 'flush', 'failed: a text message that is not UTF-8', 'ended 1006']);
});

it('what comes after terminate() is not told, were it in the same chunk', async () => {
  const { peer, told } = await connected((_text, websocket) => websocket.terminate());
  peer.write(frame(TEXT, 'a'), frame(TEXT, 'b'), closeFrame(1000));
  await peer.over;
  await expect.poll(() => told).toEqual(['text a', 'ended 1006']);
});

it('close() says goodbye once, however often it is called', async () => {
  const { peer, websocket, told } = await connected();
  websocket.close();
  websocket.close();
  expect(await peer.frame()).toEqual([CLOSE, '']);
  peer.write(closeFrame(1000));
  expect(await peer.rest()).toBe('');
  peer.socket.end();
  await expect.poll(() => told).toEqual(['ended 1000']);
  expect(websocket.readyState).toBe(3);
});

it('a paused WebSocket hears a goodbye once it is resumed', async () => {
  const { peer, socket, websocket, told } = await connected();
  websocket.pause();
  peer.write(closeFrame(1000));
  await expect.poll(() => socket.readableLength).toBeGreaterThan(0);
  expect(told).toEqual([]);
  websocket.resume();
  expect(await peer.frame()).toEqual([CLOSE, '\x03\xe8']);
});

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Engine } from '../src/index.js';
import { BINARY, CLOSE, frame, PING, TEXT } from './support/client-frames.js';
import { Peer } from './support/peer.js';
import { upgradeRequest } from './support/raw.js';
import { startServer } from './support/server.js';

const PATH = '/engine.io/?EIO=4&transport=websocket';
/** What RFC 6455, section 1.3, answers to the key of the requests here. */
const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';

/** A request with these headers in place of some. */
function requestWith(headers: Record<string, string | undefined>, method = 'GET', version = '1.1'): string {
  const all: Record<string, string | undefined> = {
    Host: '127.0.0.1',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`${method} ${PATH} HTTP/${version}`, ...lines, '\r\n'].join('\r\n');
}

describe('a handshake', () => {
  it('is answered as the RFC shows it, with the open packet right behind', async () => {
    const { port } = await startServer();
    const peer = Peer.ask(port);
    expect(await peer.head()).toBe(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${ACCEPT}\r\n\r\n`,
    );
    expect(await peer.frame()).toEqual([TEXT, expect.stringMatching(/^0\{"sid"/)]);
  });

  it.each([
    ['in other letters', { Upgrade: 'WebSocket', Connection: 'keep-alive, upgrade' }],
    ['with an offer of compression, which is not taken', { 'Sec-WebSocket-Extensions': 'permessage-deflate' }],
    ['with an offer that nobody knows', { 'Sec-WebSocket-Extensions': 'x-of-mine; a="b"' }],
    ['with a key of other characters', { 'Sec-WebSocket-Key': '++++++++++////////////==' }],
    ['with spaces around', { 'Sec-WebSocket-Version': ' 13 ', Upgrade: '  websocket ' }],
  ])('%s is one too', async (_name, headers) => {
    const { port, sessions } = await startServer();
    const peer = new Peer(port);
    peer.write(requestWith(headers));
    const head = await peer.head();
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).not.toMatch(/Extensions|Protocol:/);
    await peer.frame();
    peer.write(frame(TEXT, '4a'));
    expect(await peer.frame()).toEqual([TEXT, '4a']);
    expect(sessions).toHaveLength(1);
  });

  it.each([
    ['of version 8', { 'Sec-WebSocket-Version': '8' }, undefined],
    ['with subprotocols, of which the first is taken', { 'Sec-WebSocket-Protocol': 'one, two' }, 'one'],
  ])('%s is left to ws, which serves it', async (_name, headers, protocol) => {
    const { port } = await startServer();
    const peer = new Peer(port);
    peer.write(requestWith(headers));
    const head = await peer.head();
    expect(head).toContain(`Sec-WebSocket-Accept: ${ACCEPT}`);
    expect(/Sec-WebSocket-Protocol: (.*)\r/.exec(head)?.[1]).toBe(protocol);
    await peer.frame();
    peer.write(frame(TEXT, '4a'), frame(PING, 'p'));
    expect([await peer.frame(), await peer.frame()]).toEqual([
      [TEXT, '4a'],
      [0x8a, 'p'],
    ]);
    peer.write(frame(CLOSE));
    expect(await peer.frame()).toEqual([CLOSE, '']);
  });

  it.each([
    ['no key', { 'Sec-WebSocket-Key': undefined }],
    ['a short key', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZ==' }],
    ['a key without padding', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ' }],
    ['a key with too much of it', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZ===' }],
    ['a long key', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQdGhlIHN==' }],
    ['a key in the alphabet of URLs', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25j-_==' }],
    ['two keys', { 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }],
    ['no version', { 'Sec-WebSocket-Version': undefined }],
    ['an unknown version', { 'Sec-WebSocket-Version': '12' }],
    ['two versions', { 'Sec-WebSocket-Version': '13, 8' }],
    ['another protocol', { Upgrade: 'h2c' }],
    ['one among other protocols', { Upgrade: 'websocket, h2c' }],
    ['subprotocols that are none', { 'Sec-WebSocket-Protocol': 'a,,b' }],
  ])('with %s is turned down, and opens no session', async (_name, headers) => {
    const { port, sessions } = await startServer();
    const peer = new Peer(port);
    peer.write(requestWith(headers));
    expect(await peer.rest()).toMatch(/^HTTP\/1\.1 400 /);
    expect(sessions).toEqual([]);
  });

  it('in another version is told which one it may be', async () => {
    const peer = new Peer((await startServer()).port);
    peer.write(requestWith({ 'Sec-WebSocket-Version': '12' }));
    expect(await peer.rest()).toContain('\r\nSec-WebSocket-Version: 13\r\n');
  });

  it('by another method than GET is turned down', async () => {
    const { port, sessions } = await startServer();
    const peer = new Peer(port);
    peer.write(requestWith({}, 'POST'));
    expect(await peer.rest()).toMatch(/^HTTP\/1\.1 400 /);
    expect(sessions).toEqual([]);
  });

  it('gives headers as the bytes that they came as', async () => {
    const initialHeaders = (headers: Record<string, string>) => void Object.assign(headers, { 'X-Name': 'Zoë' });
    const { port } = await startServer({ corsAllowedOrigins: '*', initialHeaders });
    const peer = new Peer(port);
    peer.write(Buffer.from(requestWith({ Origin: 'http://é.example' }), 'latin1'));
    const head = await peer.head();
    expect(head).toContain('\r\nAccess-Control-Allow-Origin: http://é.example\r\n');
    expect(head).toContain('\r\nX-Name: Zoë\r\n');
  });
});

describe('frames right behind the request', () => {
  it('are read, also when the last one is not complete', async () => {
    const { port } = await startServer();
    const last = frame(BINARY, 'abc');
    for (let at = 0; at <= last.length; at++) {
      const peer = Peer.ask(port, [], Buffer.concat([frame(TEXT, '4a'), last.subarray(0, at)]));
      await peer.head();
      expect((await peer.frame())[1]).toMatch(/^0/);
      expect(await peer.frame()).toEqual([TEXT, '4a']);
      peer.write(last.subarray(at));
      expect(await peer.frame()).toEqual([BINARY, 'abc']);
    }
  });

  it('may be a goodbye, which is answered behind the open packet', async () => {
    const { port, nextSession } = await startServer();
    const opened = nextSession();
    const peer = Peer.ask(port, [], frame(CLOSE));
    await peer.head();
    expect((await peer.frame())[1]).toMatch(/^0/);
    expect(await peer.frame()).toEqual([CLOSE, '']);
    await peer.over;
    peer.socket.end();
    expect(await (await opened).closed).toEqual(['transport close', 'close code 1005']);
  });

  it('are kept while somebody decides whether the client may come in', async () => {
    let admit: () => void = () => {};
    const admitted = new Promise<void>((resolve) => {
      admit = resolve;
    });
    const { port } = await startServer({ allowRequest: () => admitted.then(() => true) });
    const peer = Peer.ask(port, [], frame(TEXT, '4a').subarray(0, 3));
    peer.write(frame(TEXT, '4a').subarray(3), frame(TEXT, '4b'));
    admit();
    await peer.head();
    await peer.frame();
    expect([await peer.frame(), await peer.frame()]).toEqual([
      [TEXT, '4a'],
      [TEXT, '4b'],
    ]);
  });
});

describe('a client that is gone before it is let in', () => {
  it.each([
    ['end', 'end'],
    ['resetAndDestroy', 'close'],
  ] as const)('by %s() opens no session', async (leave, event) => {
    const left: string[] = [];
    let ask: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const engine = new Engine(
      {
        generateId: () => 'one',
        async allowRequest(_environ, request) {
          ask();
          await new Promise((resolve) => request.socket.once(event, resolve));
          return true;
        },
      },
      { open: () => expect.unreachable('nobody is there'), abandoned: (sid) => void left.push(sid) },
    );
    const { port } = await engine.listen(0, '127.0.0.1');
    onTestFinished(() => engine.close());
    const peer = Peer.ask(port);
    await asked;
    peer.socket[leave]();
    await expect.poll(() => left).toEqual(['one']);
    expect(await peer.rest()).toBe('');
  });
});

it('a socket that is upgraded twice is given up, and its client told', async () => {
  const { engine, nextSession } = await startServer({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
  const server = createServer();
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    engine.handleUpgrade(request, socket, head);
  server.on('upgrade', upgrade).on('upgrade', (...all) => upgrade(...all));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const opened = nextSession();
  const peer = Peer.ask((server.address() as AddressInfo).port);
  expect(await peer.rest()).toMatch(/^HTTP\/1\.1 500 /);
  peer.socket.end();
  expect((await (await opened).closed)[0]).toBe('transport close');
  expect(engine.clientsCount).toBe(0);
});

it('a connection need not be one of the network', async () => {
  const { engine, sessions } = await startServer();
  const server = createServer();
  engine.attach(server);
  const [client, side] = duplexPair();
  let received = '';
  client.on('data', (data: Buffer) => {
    received += data.toString('latin1');
  });
  server.emit('connection', side);
  client.write(upgradeRequest(PATH));
  await expect.poll(() => received).toContain('"maxPayload"');
  client.write(Buffer.concat([frame(TEXT, '4hello'), frame(CLOSE)]));
  await expect.poll(() => received).toContain('\x81\x064hello\x88\x00');
  client.end();
  expect(await sessions[0]!.closed).toEqual(['transport close', 'close code 1005']);
});

import { connect as connectTcp, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Frames } from '../conformance/support/websocket.js';
import { connect } from './support/official-client.js';
import { type InteropServer, startServer } from './support/server.js';

/**
 * What breaks the rules below or across the protocols; `../conformance` has the rest. An exception that nobody catches
 * would fail this file, wherever it happens; that the server still serves is asked after every test.
 */
let server: InteropServer;
let port: number;
let endpoint: string;
beforeAll(async () => {
  server = await startServer({ maxHttpBufferSize: 100_000 });
  port = Number(new URL(server.url).port);
  endpoint = `${server.url}/socket.io/`;
});
afterAll(() => server.close());

async function expectAlive(): Promise<void> {
  const socket = await connect(server.url, 'websocket');
  expect(await socket.emitWithAck('echo', 'alive')).toBe('alive');
  socket.disconnect();
}

/** A TCP connection that sends what it is told, and keeps what comes back until the end. */
function raw(...chunks: (string | Buffer)[]): { socket: Socket; answer: Promise<string> } {
  const socket = connectTcp(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  const answer = new Promise<string>((resolve) => {
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
  for (const chunk of chunks) socket.write(chunk);
  return { socket, answer };
}

const upgrade = (query: string, ...headers: string[]) =>
  [
    `GET /socket.io/?${query} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    ...headers,
    '',
    '',
  ].join('\r\n');
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
const VERSION = 'Sec-WebSocket-Version: 13';
const OPEN = 'EIO=4&transport=websocket';

describe('an upgrade request', () => {
  it.each([
    ['without a key', upgrade(OPEN, VERSION)],
    ['with a key that is none', upgrade(OPEN, VERSION, 'Sec-WebSocket-Key: short')],
    ['without a version', upgrade(OPEN, KEY)],
    ['with a version of the past', upgrade(OPEN, KEY, 'Sec-WebSocket-Version: 7')],
    ['with an unknown transport', upgrade('EIO=4&transport=flash', KEY, VERSION)],
    ['with the transport __proto__', upgrade('EIO=4&transport=__proto__', KEY, VERSION)],
    ['for polling', upgrade('EIO=4&transport=polling', KEY, VERSION)],
    ['for an unknown session', upgrade(`${OPEN}&sid=nobody`, KEY, VERSION)],
    ['for several sessions at once', upgrade(`${OPEN}&sid=a&sid=b`, KEY, VERSION)],
    ['of several revisions at once', upgrade('EIO=4&EIO=4&transport=websocket', KEY, VERSION)],
    ['by POST', upgrade(OPEN, KEY, VERSION).replace('GET', 'POST')],
    ['with a broken query', upgrade(`${OPEN}&%E0%A4%A=%&sid=%00`, KEY, VERSION)],
  ])('%s is answered with 400 and a JSON body, and its connection closed', async (_what, request) => {
    const text = await raw(request).answer;
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))).toEqual({
      code: expect.any(Number),
      message: expect.any(String),
    });
    await expectAlive();
  });

  it('that is reset while it is refused harms nobody', async () => {
    for (let i = 0; i < 20; i++) {
      const { socket, answer } = raw(upgrade('EIO=4&transport=abc', KEY, VERSION));
      socket.resetAndDestroy();
      await answer;
    }
    await expectAlive();
  });

  it('that is reset right after it was accepted harms nobody', async () => {
    for (let i = 0; i < 20; i++) {
      const { socket, answer } = raw(upgrade(OPEN, KEY, VERSION));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.resetAndDestroy();
      await answer;
    }
    await expectAlive();
  });

  it('with extensions and protocols by the names of prototypes is an ordinary one', async () => {
    const ws = new WebSocket(`${endpoint.replace('http', 'ws')}?${OPEN}`, ['constructor', 'toString'], {
      headers: { 'sec-websocket-extensions': 'constructor, __proto__; toString=1' },
    });
    await new Promise((resolve) => {
      ws.on('error', resolve);
      ws.on('open', resolve);
    });
    ws.terminate();
    await expectAlive();
  });
});

describe('frames', () => {
  it.each([
    ['with reserved bits', 'f184000000003468656c'],
    ['without a mask', '810534616263'],
    ['of an unknown kind', '838000000000'],
    ['that continue nothing', '808000000000'],
    ['that announce more than is allowed', '81ff00000000ffffffff00000000'],
    ['that announce more than exists', '81ff7fffffffffffffff00000000'],
    ['that ping with too much', `89fe00fe00000000${'00'.repeat(254)}`],
    ['that close with half a code', '88810000000003'],
    ['that close with a code that is none', '88820000000003e7'],
    ['of text that is no UTF-8', '818200000000' + '34ff'],
  ])('%s end the session', async (_what, hex) => {
    const { socket, answer } = raw(upgrade(OPEN, KEY, VERSION));
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(Buffer.from(hex, 'hex'));
    expect(await answer).toMatch(/^HTTP\/1\.1 101 /);
    await expectAlive();
  });

  it('in very many fragments do not get past the limit of a message', async () => {
    const frames = await Frames.open(endpoint);
    const fragment = Buffer.alloc(1000, 0x34);
    for (let i = 0; i < 200; i++) frames.ws.send(fragment, { fin: false, binary: false });
    expect((await frames.closed).code).toBe(1009);
    await expectAlive();
  });
});

describe('a request over HTTP', () => {
  it.each([
    ['that is no HTTP', 'hello\r\n\r\n'],
    [
      'with a body shorter than announced, then gone',
      'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n4',
    ],
    [
      'with a length that is none',
      'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
    ],
    ['with headers without end', `GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nX: ${'a'.repeat(100_000)}`],
  ])('%s harms nobody', async (_what, request) => {
    const { socket, answer } = raw(request);
    socket.end();
    expect(await answer).not.toMatch(/^HTTP\/1\.1 (200|500)/);
    await expectAlive();
  });

  it('for another path is answered with 404', async () => {
    for (const path of ['/', '/other', '/socket.iox/', '/../socket.io/../etc/passwd']) {
      expect((await fetch(server.url + path)).status).toBe(404);
    }
  });

  it('with any query gets an answer of the protocol', async () => {
    const name = fc.constantFrom('EIO', 'transport', 'sid', 't', 'j', 'b64', '__proto__', 'constructor');
    const value = fc.oneof(
      fc.constantFrom('4', '3', 'polling', 'websocket', '__proto__', 'constructor', '', '%', '%00', '%E0%A4%A', '[]'),
      fc.string().map(encodeURIComponent),
    );
    const query = fc
      .array(fc.tuple(name, value), { maxLength: 6 })
      .map((pairs) => pairs.map(([key, text]) => `${key}=${text}`).join('&'));
    await fc.assert(
      fc.asyncProperty(query, fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'), async (text, method) => {
        const response = await fetch(`${endpoint}?${text}`, { method });
        const body = await response.text();
        expect([200, 204, 400]).toContain(response.status);
        if (response.status === 400) expect(JSON.parse(body)).toMatchObject({ code: expect.any(Number) });
      }),
      { numRuns: 150 },
    );
    await expectAlive();
  });
});

describe('messages that mean nothing', () => {
  it('of any text and bytes end their own session at most', async () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom('4', '0', '2', '5', '1', '-', '/', ',', '[', ']', '"', '{', '}', 'a', '\\') }),
      fc.string({ unit: 'binary' }).map((data) => `4${data}`),
    );
    const message = fc.oneof(text, fc.uint8Array({ maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), fc.boolean(), async (messages, joined) => {
        const frames = await Frames.open(endpoint);
        if (joined) {
          frames.send('40');
          await frames.next();
        }
        for (const each of messages) frames.ws.send(each, () => {});
        frames.close();
        await frames.closed;
      }),
      { numRuns: 150 },
    );
    await expectAlive();
  });

  it('that connect to namespace after namespace are bounded', async () => {
    const frames = await Frames.open(endpoint);
    for (let i = 0; i < 1000; i++) frames.send(`40/flood${i},`);
    const answers = await frames.take(100).catch(() => []);
    for (const answer of answers) expect(answer).toMatch(/^44\/flood\d+,/);
    frames.close();
    await expectAlive();
  });

  it('in a flood do not keep the others waiting for long', async () => {
    const flood = await Frames.open(endpoint);
    flood.send('40');
    await flood.next();
    for (let i = 0; i < 20_000; i++) flood.ws.send('42["nobody listens",1]');
    await expectAlive();
    flood.ws.terminate();
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { Engine } from '../src/index.js';
import { Poller } from './support/poller.js';
import { exchange, upgradeRequest } from './support/raw.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

async function answerTo(url: string, init?: RequestInit): Promise<[number, unknown]> {
  const response = await fetch(url, init);
  return [response.status, await response.json()];
}

describe('a handshake over polling', () => {
  it('answers with the session id, the upgrades and the times', async () => {
    const { url } = await startServer({ pingInterval: 1234, pingTimeout: 567, maxHttpBufferSize: 89_000 });
    const { handshake } = await Poller.open(url);
    expect(handshake).toEqual({
      sid: expect.stringMatching(/^[\w-]{20}$/),
      upgrades: ['websocket'],
      pingInterval: 1234,
      pingTimeout: 567,
      maxPayload: 89_000,
    });
  });

  it('tells clients the interval with its grace period', async () => {
    const { url } = await startServer({ pingInterval: [1000, 250] });
    expect((await Poller.open(url)).handshake.pingInterval).toBe(1250);
  });

  it('has headers that fit the body and forbid to keep it', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}?EIO=4&transport=polling`);
    const body = await response.text();
    expect(response.headers.get('content-type')).toBe('text/plain; charset=UTF-8');
    expect(response.headers.get('content-length')).toBe(String(body.length));
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('gives every session an id of its own', async () => {
    const { url } = await startServer();
    const pollers = await Promise.all(Array.from({ length: 200 }, () => Poller.open(url)));
    expect(new Set(pollers.map((poller) => poller.sid)).size).toBe(200);
  });

  it('keeps what the request said as a snapshot', async () => {
    const { url, sessions } = await startServer();
    await fetch(`${url}?EIO=4&transport=polling&token=a%20b&list=1&list=2&__proto__=x`, {
      headers: { 'x-own': 'yes' },
    });
    const { environ, protocol } = sessions[0]!.session;
    expect(environ).toMatchObject({ method: 'GET', address: '127.0.0.1', secure: false, protocol: 4 });
    expect(environ.url).toContain('/engine.io/?EIO=4');
    expect(environ.headers['x-own']).toBe('yes');
    expect(environ.query['token']).toBe('a b');
    expect(environ.query['list']).toEqual(['1', '2']);
    expect(Object.getPrototypeOf(environ.query)).toBeNull();
    expect(protocol).toBe(4);
  });
});

describe('a handshake over WebSocket', () => {
  it('begins with the open packet, which offers no upgrade', async () => {
    const { url, sessions } = await startServer();
    const socket = Socket.connect(url);
    const packet = String(await socket.next());
    expect(packet[0]).toBe('0');
    expect(JSON.parse(packet.slice(1))).toMatchObject({ sid: sessions[0]!.session.sid, upgrades: [] });
    expect(sessions[0]!.session.transport).toBe('websocket');
  });
});

describe('a bad request', () => {
  const unknownTransport = { code: 0, message: 'Transport unknown' };
  const unknownSession = { code: 1, message: 'Session ID unknown' };
  const badMethod = { code: 2, message: 'Bad handshake method' };
  const unsupported = { code: 5, message: 'Unsupported protocol version' };

  it.each([
    ['?EIO=4', unknownTransport],
    ['?EIO=4&transport=abc', unknownTransport],
    ['?EIO=4&transport=constructor', unknownTransport],
    ['?EIO=4&transport=polling&transport=polling', unknownTransport],
    ['?transport=polling', unsupported],
    ['?EIO=abc&transport=polling', unsupported],
    ['?EIO=3&transport=polling', unsupported],
    ['?EIO=4&EIO=4&transport=polling', unsupported],
    ['?EIO=4&transport=polling&sid=nobody', unknownSession],
    ['?EIO=4&transport=polling&sid=__proto__', unknownSession],
    ['?EIO=4&transport=polling&sid=constructor', unknownSession],
    ['?EIO=4&transport=polling&sid=', unknownSession],
    ['?EIO=4&transport=polling&sid=%E0%A4%A', unknownSession],
    ['?EIO=4&transport=websocket', { code: 3, message: 'Invalid WebSocket handshake' }],
  ])('%s is answered with 400 and a code', async (query, body) => {
    const { url, sessions } = await startServer();
    expect(await answerTo(url + query)).toEqual([400, body]);
    expect(sessions).toHaveLength(0);
  });

  it.each(['POST', 'PUT', 'DELETE'])('%s does not open a session', async (method) => {
    const { url } = await startServer();
    expect(await answerTo(`${url}?EIO=4&transport=polling`, { method })).toEqual([400, badMethod]);
  });

  it.each(['PUT', 'DELETE'])('%s to a session is answered with code 2, and does it no harm', async (method) => {
    const { url } = await startServer();
    const poller = await Poller.open(url);
    expect(await answerTo(poller.url, { method })).toEqual([400, badMethod]);
    expect(await poller.post('4still here')).toEqual([200, 'ok']);
  });

  it('HEAD is answered without a body', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}?EIO=4&transport=polling`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([400, '']);
  });

  it('HEAD to a session takes nothing of what waits for it', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    sessions[0]!.session.sendText('waits');
    expect((await fetch(poller.url, { method: 'HEAD' })).status).toBe(400);
    expect(await poller.poll()).toEqual([200, '4waits']);
  });

  it('with another protocol or transport than its session is answered with code 3', async () => {
    const { url } = await startServer({ protocols: [4, 3] });
    const { sid } = await Poller.open(url);
    expect(await answerTo(`${url}?EIO=3&transport=polling&sid=${sid}`)).toMatchObject([400, { code: 3 }]);
    expect(await answerTo(`${url}?EIO=4&transport=websocket&sid=${sid}`)).toMatchObject([400, { code: 3 }]);
  });

  it.each([
    ['?EIO=4&transport=abc', unknownTransport],
    ['?EIO=4', unknownTransport],
    ['?EIO=abc&transport=websocket', unsupported],
    ['?EIO=4&transport=websocket&sid=nobody', unknownSession],
    ['?EIO=4&transport=polling', { code: 3, message: 'Invalid WebSocket handshake' }],
  ])('for an upgrade, %s, is answered with JSON and the end of the connection', async (query, body) => {
    const { port } = await startServer();
    const answer = await exchange(port, upgradeRequest(`/engine.io/${query}`));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual(body);
  });

  it('for an upgrade without a usable key is answered with JSON too', async () => {
    const { port } = await startServer();
    const request = upgradeRequest('/engine.io/?EIO=4&transport=websocket').replace(/Sec-WebSocket-Key: .*/, 'X: y');
    const answer = await exchange(port, request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({ code: 3, message: 'Invalid WebSocket handshake' });
  });
});

it('a request that is refused is logged with the reason, and without its query', async () => {
  const lines: string[] = [];
  const logger = { debug() {}, info: (message: string) => lines.push(message), warn() {}, error() {} };
  const { url, port } = await startServer({ logger });
  await answerTo(`${url}?EIO=4&transport=polling&sid=secret`);
  await exchange(port, upgradeRequest('/engine.io/?EIO=9&transport=websocket'));
  expect(lines).toEqual([
    expect.stringMatching(/^engine: GET from \S+ refused with 400: Session ID unknown$/),
    expect.stringMatching(/^engine: GET from \S+ refused with 400: Unsupported protocol version$/),
  ]);
});

describe('options of the handshake', () => {
  it('transports: one that is not allowed is unknown, and not offered', async () => {
    const polling = await startServer({ transports: 'polling' });
    expect((await Poller.open(polling.url)).handshake.upgrades).toEqual([]);
    const refused = await exchange(polling.port, upgradeRequest('/engine.io/?EIO=4&transport=websocket'));
    expect(refused).toContain('{"code":0');
    const webSocket = await startServer({ transports: ['websocket'] });
    expect(await answerTo(`${webSocket.url}?EIO=4&transport=polling`)).toEqual([400, unknownTransportBody]);
    await Socket.open(webSocket.url);
  });

  it('allowUpgrades: false offers none and refuses them', async () => {
    const { url, port } = await startServer({ allowUpgrades: false });
    const { handshake } = await Poller.open(url);
    expect(handshake.upgrades).toEqual([]);
    const refused = await exchange(port, upgradeRequest(`/engine.io/?EIO=4&transport=websocket&sid=${handshake.sid}`));
    expect(refused).toContain('{"code":3,"message":"Upgrades are disabled"}');
  });

  it.each([
    ['false', () => false, 'Forbidden'],
    ['a text', () => 'not today', 'not today'],
    ['a promise of false', async () => false, 'Forbidden'],
  ])('allowRequest: %s refuses with 403', async (_name, allowRequest, message) => {
    const { url, port, sessions } = await startServer({ allowRequest });
    expect(await answerTo(`${url}?EIO=4&transport=polling`)).toEqual([403, { code: 4, message }]);
    const refused = await exchange(port, upgradeRequest('/engine.io/?EIO=4&transport=websocket'));
    expect(refused).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(refused).toContain(JSON.stringify({ code: 4, message }));
    expect(sessions).toHaveLength(0);
  });

  it('allowRequest: an error refuses without telling why', async () => {
    const errors: unknown[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (...args: unknown[]) => errors.push(args) };
    const allowRequest = () => {
      throw new Error('inner detail');
    };
    const { url } = await startServer({ allowRequest, logger });
    expect(await answerTo(`${url}?EIO=4&transport=polling`)).toEqual([403, { code: 4, message: 'Forbidden' }]);
    expect(errors).toHaveLength(1);
  });

  it('allowRequest: is asked once per session, with the snapshot and the request', async () => {
    const asked: string[] = [];
    const { url } = await startServer({
      allowRequest: (environ, request) => {
        asked.push(`${environ.query['token']} ${request.headers['x-own']}`);
        return true;
      },
    });
    const response = await fetch(`${url}?EIO=4&transport=polling&token=t`, { headers: { 'x-own': 'h' } });
    const { sid } = JSON.parse((await response.text()).slice(1)) as { sid: string };
    await fetch(`${url}?EIO=4&transport=polling&sid=${sid}`, { method: 'POST', body: '4a' });
    expect(asked).toEqual(['t h']);
  });

  it('generateId: makes the ids, also with time to think', async () => {
    const { url } = await startServer({ generateId: async ({ address }) => `own id for ${address}` });
    const poller = await Poller.open(url);
    expect(poller.sid).toBe('own id for 127.0.0.1');
    expect(await poller.post('4a')).toEqual([200, 'ok']);
    expect(await poller.poll()).toEqual([200, '4a']);
  });

  it('generateId: an id that is taken or empty opens no session', async () => {
    const ids = ['same', 'same', ''];
    const { url } = await startServer({ generateId: () => ids.shift()! });
    await Poller.open(url);
    expect(await answerTo(`${url}?EIO=4&transport=polling`)).toMatchObject([400, { code: 3 }]);
    expect(await answerTo(`${url}?EIO=4&transport=polling`)).toMatchObject([400, { code: 3 }]);
  });

  it('generateId: two handshakes at once do not get the same id', async () => {
    const { url, sessions } = await startServer({ generateId: async () => 'same' });
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`${url}?EIO=4&transport=polling`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400]);
    expect(sessions).toHaveLength(1);
  });

  it('initialHeaders: reach the client over both transports, and in the first answer only', async () => {
    const { url } = await startServer({
      initialHeaders: (headers, environ) => {
        headers['X-Greeting'] = `hello ${environ.query['transport']}`;
      },
    });
    const first = await fetch(`${url}?EIO=4&transport=polling`);
    expect(first.headers.get('x-greeting')).toBe('hello polling');
    const { sid } = JSON.parse((await first.text()).slice(1)) as { sid: string };
    const second = await fetch(`${url}?EIO=4&transport=polling&sid=${sid}`, { method: 'POST', body: '4a' });
    expect(second.headers.get('x-greeting')).toBeNull();
    const socket = Socket.connect(url);
    const greeting = await new Promise((resolve) => {
      socket.ws.once('upgrade', (response) => resolve(response.headers['x-greeting']));
    });
    expect(greeting).toBe('hello websocket');
  });

  it('initialHeaders: an error costs an answer, not the process', async () => {
    const errors: unknown[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (...args: unknown[]) => errors.push(args) };
    const initialHeaders = () => {
      throw new Error('a mistake in the application');
    };
    const { url, port } = await startServer({ initialHeaders, logger });
    expect(await answerTo(`${url}?EIO=4&transport=polling`)).toMatchObject([500, { code: 3 }]);
    const answer = await exchange(port, upgradeRequest('/engine.io/?EIO=4&transport=websocket'));
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(errors).toHaveLength(2);
  });

  it.each([
    ['a value with a line break', 'X-Lang', 'x\r\nSet-Cookie: evil=1'],
    ['a value that is none', 'X-Lang', undefined as unknown as string],
    ['a name with a line break', 'X-A: b\r\nX-B', 'c'],
  ])('initialHeaders: %s opens no session over either transport', async (_name, name, value) => {
    const abandoned: string[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const initialHeaders = (headers: Record<string, string>) => {
      headers[name] = value;
    };
    const engine = new Engine(
      { initialHeaders, logger },
      {
        admit: () => undefined,
        abandoned: (sid) => void abandoned.push(sid),
        open: () => ({ text() {}, binary() {}, close() {} }),
      },
    );
    const { port } = await engine.listen(0, '127.0.0.1');
    onTestFinished(() => engine.close());
    const url = `http://127.0.0.1:${port}/engine.io/`;
    expect(await answerTo(`${url}?EIO=4&transport=polling`)).toMatchObject([500, { code: 3 }]);
    const answer = await exchange(port, upgradeRequest('/engine.io/?EIO=4&transport=websocket'));
    expect(answer).toMatch(/^HTTP\/1\.1 500 /);
    expect(answer).not.toContain('evil');
    expect(engine.stats().opened).toBe(0);
    expect(abandoned).toHaveLength(2);
  });
});

const unknownTransportBody = { code: 0, message: 'Transport unknown' };

import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../src/index.js';
import { exchange, upgradeRequest } from './support/raw.js';
import { startServer } from './support/server.js';

const foreign = 'http://elsewhere.example';

/** Whether the origin gets in, by polling and by WebSocket, and the headers of the first. */
async function visit(
  options: EngineOptions,
  origin: string | undefined,
  headers: Record<string, string> = {},
): Promise<{ polling: number; websocket: number; headers: Headers }> {
  const { url, port } = await startServer(options);
  const all = origin === undefined ? headers : { ...headers, origin: origin.replace('PORT', String(port)) };
  const response = await fetch(`${url}?EIO=4&transport=polling`, { headers: all });
  await response.arrayBuffer();
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const host = `Host: 127.0.0.1:${port}`;
  const request = upgradeRequest('/engine.io/?EIO=4&transport=websocket', lines).replace('Host: 127.0.0.1', host);
  // A close frame of the client, so that the connection ends in either case.
  const answer = await exchange(port, `${request}\x88\x80\0\0\0\0`);
  return { polling: response.status, websocket: Number(answer.slice(9, 12)), headers: response.headers };
}

describe('by default', () => {
  it('a page of the server itself may connect, and gets the headers it needs', async () => {
    const { polling, websocket, headers } = await visit({}, 'http://127.0.0.1:PORT');
    expect([polling, websocket]).toEqual([200, 101]);
    expect(headers.get('access-control-allow-origin')).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('vary')).toBe('Origin');
  });

  it('a client that is no browser may connect', async () => {
    const { polling, websocket, headers } = await visit({}, undefined);
    expect([polling, websocket]).toEqual([200, 101]);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each([foreign, 'https://127.0.0.1:PORT', 'http://127.0.0.1:1', 'null', 'http://127.0.0.1:PORT.evil.example'])(
    '%s may not',
    async (origin) => {
      const { polling, websocket, headers } = await visit({}, origin);
      expect([polling, websocket]).toEqual([400, 400]);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it.each([
    ['https://chat.example', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example' }],
    ['https://chat.example', { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'chat.example, inner' }],
    ['https://chat.example:8443', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example:8443' }],
    ['https://chat.example', { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example:443' }],
    ['https://127.0.0.1:PORT', { 'x-forwarded-proto': 'https' }],
  ])('%s may from behind a proxy that reports %j', async (origin, forwarded) => {
    const { polling, websocket } = await visit({}, origin, forwarded as Record<string, string>);
    expect([polling, websocket]).toEqual([200, 101]);
  });

  it('a page of the inner address may, too', async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example' };
    expect((await visit({}, 'http://127.0.0.1:PORT', forwarded)).polling).toBe(200);
  });

  it('a foreign page may not although there is a proxy', async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'chat.example' };
    expect((await visit({}, foreign, forwarded)).polling).toBe(400);
  });

  it('a refusal is JSON with code 3, and the log says what to do', async () => {
    const warnings: string[] = [];
    const logger = { debug() {}, info() {}, warn: (message: string) => warnings.push(message), error() {} };
    const { url } = await startServer({ logger });
    const response = await fetch(`${url}?EIO=4&transport=polling`, { headers: { origin: foreign } });
    expect(await response.json()).toEqual({ code: 3, message: 'Not an accepted origin' });
    expect(warnings[0]).toContain('corsAllowedOrigins');
  });

  it('requests of a session are checked as well', async () => {
    const { url, sessions } = await startServer();
    const body = await (await fetch(`${url}?EIO=4&transport=polling`)).text();
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    const init = { method: 'POST', body: '4evil', headers: { origin: foreign } };
    expect((await fetch(`${url}?EIO=4&transport=polling&sid=${sid}`, init)).status).toBe(400);
    expect(sessions[0]!.received).toEqual([]);
    expect(sessions[0]!.session.open).toBe(true);
  });
});

describe('corsAllowedOrigins', () => {
  it.each<[string, EngineOptions['corsAllowedOrigins']]>([
    ['a string', foreign],
    ['a list', ['http://other.example', foreign]],
    ['a list with a pattern', [/\.nowhere$/, /^http:\/\/elsewhere\.example$/g]],
    ['a pattern', /^http:\/\/elsewhere\.example$/],
    ['a function', (origin) => origin === foreign],
  ])('%s lets in whom it names, and nobody else', async (_name, corsAllowedOrigins) => {
    const allowed = await visit({ corsAllowedOrigins }, foreign);
    expect([allowed.polling, allowed.websocket]).toEqual([200, 101]);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(foreign);
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    for (const origin of ['http://127.0.0.1:PORT', `${foreign}.evil.example`, 'https://elsewhere.example']) {
      const other = await visit({ corsAllowedOrigins }, origin);
      expect([other.polling, other.websocket]).toEqual([400, 400]);
    }
  });

  it.each<[string, EngineOptions['corsAllowedOrigins']]>([
    ['a star', '*'],
    ['a list with a star', ['http://other.example', '*']],
  ])(
    '%s lets everybody in, without credentials unless they are asked for by hand',
    async (_name, corsAllowedOrigins) => {
      const plain = await visit({ corsAllowedOrigins }, foreign);
      expect([plain.polling, plain.websocket]).toEqual([200, 101]);
      expect(plain.headers.get('access-control-allow-origin')).toBe(foreign);
      expect(plain.headers.get('vary')).toBe('Origin');
      expect(plain.headers.get('access-control-allow-credentials')).toBeNull();
      const byHand = await visit({ corsAllowedOrigins, corsCredentials: true }, foreign);
      expect(byHand.headers.get('access-control-allow-credentials')).toBe('true');
    },
  );

  it('an empty list leaves the matter to others', async () => {
    const { polling, websocket, headers } = await visit({ corsAllowedOrigins: [] }, foreign);
    expect([polling, websocket]).toEqual([200, 101]);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('vary')).toBeNull();
  });

  it('a function is told the request, and lets in by nothing but true', async () => {
    const byPath = await visit({ corsAllowedOrigins: (_origin, request) => request.url!.includes('EIO=4') }, foreign);
    expect([byPath.polling, byPath.websocket]).toEqual([200, 101]);
    const later = (async () => false) as never;
    expect(await visit({ corsAllowedOrigins: later }, foreign)).toMatchObject({ polling: 400, websocket: 400 });
  });

  it('a function that throws costs an answer, not the process', async () => {
    const corsAllowedOrigins = (): boolean => {
      throw new Error('a mistake in the application');
    };
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    expect(await visit({ corsAllowedOrigins, logger }, foreign)).toMatchObject({ polling: 500, websocket: 500 });
  });
});

it('corsCredentials: false forbids cookies', async () => {
  const { headers } = await visit({ corsAllowedOrigins: foreign, corsCredentials: false }, foreign);
  expect(headers.get('access-control-allow-origin')).toBe(foreign);
  expect(headers.get('access-control-allow-credentials')).toBeNull();
});

describe('a preflight request', () => {
  it('is told methods and headers', async () => {
    const { url } = await startServer({ corsAllowedOrigins: foreign });
    const response = await fetch(`${url}?EIO=4&transport=polling`, {
      method: 'OPTIONS',
      headers: {
        origin: foreign,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-own, content-type',
      },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(foreign);
    expect(response.headers.get('access-control-allow-methods')).toBe('OPTIONS, GET, POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('x-own, content-type');
  });

  it('is told nothing where the matter is left to others', async () => {
    const { url } = await startServer({ corsAllowedOrigins: [] });
    const headers = { origin: foreign, 'access-control-request-headers': 'x-own' };
    const response = await fetch(`${url}?EIO=4&transport=polling`, { method: 'OPTIONS', headers });
    expect(response.status).toBe(200);
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('of a foreign page is refused', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}?EIO=4&transport=polling`, { method: 'OPTIONS', headers: { origin: foreign } });
    expect(response.status).toBe(400);
  });
});

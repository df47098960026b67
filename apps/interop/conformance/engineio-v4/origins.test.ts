import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { Polling } from '../support/polling.js';
import { Frames, refusal } from '../support/websocket.js';

const FOREIGN = 'http://evil.example';
const FRIEND = 'https://friend.example';
let server: RunningEngine;
let open: RunningEngine;
beforeAll(async () => {
  server = await startEngine();
  open = await startEngine({ corsAllowedOrigins: [FRIEND] });
});
afterAll(() => Promise.all([server.close(), open.close()]));

const handshake = (url: string, origin?: string, init: RequestInit = {}) =>
  fetch(`${url}?EIO=4&transport=polling`, { ...init, headers: origin === undefined ? {} : { origin } });

describe('an origin', () => {
  it('that is absent is welcome', async () => {
    const response = await handshake(server.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('that is the server’s own is welcome', async () => {
    const own = new URL(server.url).origin;
    const response = await handshake(server.url, own);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(own);
  });

  it.each([FOREIGN, 'null', 'https://127.0.0.1', 'http://127.0.0.1:1', '__proto__', 'not a url'])(
    'that is foreign is refused over polling: %s',
    async (origin) => {
      const response = await handshake(server.url, origin);
      expect(response.status).toBe(400);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ code: 3 });
      if (origin !== 'null') expect(text).not.toContain(origin);
    },
  );

  it('that is foreign is refused over WebSocket', async () => {
    const { status, body } = await refusal(`${server.url}?EIO=4&transport=websocket`, { origin: FOREIGN });
    expect({ status, body: JSON.parse(body) }).toMatchObject({ status: 400, body: { code: 3 } });
  });

  it('that is foreign is refused within a session too', async () => {
    const session = await Polling.open(server.url);
    for (const response of [
      await session.poll({ headers: { origin: FOREIGN } }),
      await session.post('4x', { headers: { origin: FOREIGN } }),
    ]) {
      expect(response.status).toBe(400);
    }
    const upgrade = session.url.replace('polling', 'websocket');
    expect((await refusal(upgrade, { origin: FOREIGN })).status).toBe(400);
    await session.write('4unharmed');
    expect(await session.read()).toBe('4unharmed');
  });

  it('that is allowed is echoed, and caches are told', async () => {
    const response = await handshake(open.url, FRIEND);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(response.headers.get('vary')).toMatch(/origin/i);
    const frames = new Frames(`${open.url}?EIO=4&transport=websocket`, { origin: FRIEND });
    expect(await frames.next()).toMatch(/^0/);
    frames.close();
  });

  it('may ask before it sends', async () => {
    const response = await fetch(`${open.url}?EIO=4&transport=polling`, {
      method: 'OPTIONS',
      headers: {
        origin: FRIEND,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-custom',
      },
    });
    expect(response.status).toBeLessThan(300);
    expect(response.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(response.headers.get('access-control-allow-methods')).toMatch(/POST/);
    expect(response.headers.get('access-control-allow-headers')).toBe('x-custom');
  });
});

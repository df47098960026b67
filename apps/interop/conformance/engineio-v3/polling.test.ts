import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { openOld } from '../support/old-polling.js';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ protocols: [4, 3], jsonp: true });
});
afterAll(() => server.close());

describe('a handshake of protocol 3 over polling', () => {
  it('opens a session; the length counts characters', async () => {
    const response = await fetch(`${server.url}?EIO=3&transport=polling&b64=1`);
    expect(response.status).toBe(200);
    const [, length, packet] = /^(\d+):(.*)$/.exec(await response.text())!;
    expect(packet).toHaveLength(Number(length));
    expect(JSON.parse(packet!.slice(1))).toMatchObject({
      sid: expect.any(String),
      upgrades: ['websocket'],
      pingInterval: 25_000,
      pingTimeout: 20_000,
    });
  });

  it.each(['?EIO=3', '?EIO=3&transport=abc'])('fails with an invalid transport: %s', async (query) => {
    expect((await fetch(`${server.url}${query}`)).status).toBe(400);
  });

  it('fails with another method', async () => {
    expect((await fetch(`${server.url}?EIO=3&transport=polling`, { method: 'POST' })).status).toBe(400);
  });

  it('fails where the server does not speak it', async () => {
    const modern = await startEngine();
    const response = await fetch(`${modern.url}?EIO=3&transport=polling`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 5 });
    await modern.close();
  });

  it('does not keep protocol 4 from the same port', async () => {
    const response = await fetch(`${server.url}?EIO=4&transport=polling`);
    expect(await response.text()).toMatch(/^0\{/);
  });
});

describe('messages of protocol 3 over polling', () => {
  it.each([
    ['one text', '6:4hello'],
    ['several texts', '6:4test16:4test26:4test3'],
    ['text beyond ASCII, counted in code units', '2:4€3:4😀'],
    ['text and bytes in base64', '6:4hello10:b4AQIDBA=='],
  ])('arrive and come back: %s', async (_what, payload) => {
    const session = await openOld(server.url, '&b64=1');
    expect(await session.write(payload)).toBe('ok');
    expect(await session.read()).toBe(payload);
  });

  it('with bytes leave as bytes for a client that takes them', async () => {
    const session = await openOld(server.url);
    await session.write('6:4hello10:b4AQIDBA==');
    const response = await fetch(session.url);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('0006ff3468656c6c6f' + '0105ff0401020304');
  });

  it('arrive as bytes too', async () => {
    const session = await openOld(server.url, '&b64=1');
    const response = await fetch(session.url, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from('0004ff34e282ac0105ff0401020304', 'hex'),
    });
    expect(response.status).toBe(200);
    expect(await session.read()).toBe('2:4€10:b4AQIDBA==');
  });

  it.each([
    ['no length', 'abc'],
    ['an unknown type', '1:9'],
    ['a packet that is cut off', '10:4a'],
    ['a payload of protocol 4', '4hello'],
  ])('that are malformed close the session: %s', async (_what, payload) => {
    const session = await openOld(server.url);
    const response = await fetch(session.url, { method: 'POST', body: payload });
    expect(response.status).toBe(400);
    await server.ended(session.sid);
    expect((await fetch(session.url)).status).toBe(400);
  });

  it('polled for twice at once close the session', async () => {
    const session = await openOld(server.url);
    const statuses = (await Promise.all([fetch(session.url), fetch(session.url)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 400]);
    await server.ended(session.sid);
  });

  it('are refused in a session of protocol 4, and the other way round', async () => {
    const session = await openOld(server.url);
    expect((await fetch(session.url.replace('EIO=3', 'EIO=4'))).status).toBe(400);
    await session.write('6:4hello');
    expect(await session.read()).toBe('6:4hello');
  });
});

describe('JSONP', () => {
  it('wraps answers in a call, safe in any script', async () => {
    const session = await openOld(server.url, '&j=7');
    server.session(session.sid).sendText('\u2028"\n\\</');
    const text = await session.read('&j=7');
    const [, argument] = /^___eio\[7\]\((".*")\);?$/s.exec(text)!;
    expect(argument).not.toMatch(/[\u2028\u2029]/);
    expect(JSON.parse(argument!)).toBe('7:4\u2028"\n\\</');
  });

  it('posts a form, in which escaped line breaks are doubled', async () => {
    const session = await openOld(server.url, '&j=0');
    const response = await fetch(`${session.url}&j=0`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `d=${encodeURIComponent('5:4a\\nb€')}`,
    });
    expect(response.status).toBe(200);
    expect(server.received(session.sid)).toEqual(['a\nb€']);
  });

  it('refuses an index that is no number', async () => {
    const response = await fetch(`${server.url}?EIO=3&transport=polling&j=alert(1)`);
    expect(await response.text()).not.toContain('alert');
  });
});

describe('the heartbeat of protocol 3 over polling', () => {
  it('answers the client’s pings, with what they carry', async () => {
    const session = await openOld(server.url);
    for (const [ping, pong] of [
      ['1:2', '1:3'],
      ['6:2hello', '6:3hello'],
      ['1:2', '1:3'],
    ]) {
      await session.write(ping!);
      expect(await session.read()).toBe(pong);
    }
  });

  it('ends a session that does not ping', async () => {
    const strict = await startEngine({ protocols: [4, 3], pingInterval: 50, pingTimeout: 100 });
    const session = await openOld(strict.url);
    expect(await strict.ended(session.sid)).toBe('ping timeout');
    expect((await fetch(session.url, { method: 'POST', body: '1:2' })).status).toBe(400);
    await strict.close();
  });
});

it('a close packet of protocol 3 ends the session; a poll that waits is released', async () => {
  const session = await openOld(server.url);
  const [polled] = await Promise.all([session.read(), session.write('1:1')]);
  expect(polled).toBe('1:6');
  expect(await server.ended(session.sid)).toBe('client disconnect');
  expect((await fetch(session.url)).status).toBe(400);
});

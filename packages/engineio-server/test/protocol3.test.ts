import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../src/index.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

const options: EngineOptions = { protocols: [4, 3] };

/** A polling session of protocol 3. */
async function open(extra = '', more: EngineOptions = {}) {
  const server = await startServer({ ...options, ...more });
  const url = `${server.url}?EIO=3&transport=polling${extra}`;
  const opening = await (await fetch(url)).text();
  const sid = server.sessions[0]!.session.sid;
  const session = `${url}&sid=${sid}`;
  return {
    ...server,
    opening,
    session: server.sessions[0]!,
    async poll() {
      const response = await fetch(session);
      return { type: response.headers.get('content-type'), body: Buffer.from(await response.arrayBuffer()) };
    },
    async post(body: string | Uint8Array<ArrayBuffer>, type = 'text/plain;charset=UTF-8') {
      const response = await fetch(session, { method: 'POST', body, headers: { 'content-type': type } });
      return [response.status, await response.text()];
    },
  };
}

describe('a session of protocol 3', () => {
  it('is refused unless the option allows it', async () => {
    const { url } = await startServer();
    const response = await fetch(`${url}?EIO=3&transport=polling`);
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: 5, message: 'Unsupported protocol version' },
    ]);
  });

  it('opens with a length before the packet, and without maxPayload', async () => {
    const { opening, session } = await open();
    const [, length, packet] = /^(\d+):(.*)$/.exec(opening)!;
    expect(Number(length)).toBe(packet!.length);
    expect(JSON.parse(packet!.slice(1))).toEqual({
      sid: session.session.sid,
      upgrades: ['websocket'],
      pingInterval: 25_000,
      pingTimeout: 20_000,
    });
  });

  it('counts characters, astral ones twice', async () => {
    const { post, poll, session } = await open();
    expect(await post('6:4hello2:4€3:4\u{1f600}')).toEqual([200, 'ok']);
    expect(session.received).toEqual(['hello', '€', '\u{1f600}']);
    expect(String((await poll()).body)).toBe('6:4hello2:4€3:4\u{1f600}');
  });

  it('gets bytes as bytes', async () => {
    const { post, poll, session } = await open();
    const payload = new Uint8Array([0, 4, 255, 0x34, 0xe2, 0x82, 0xac, 1, 5, 255, 4, 1, 2, 3, 4]);
    expect(await post(payload, 'application/octet-stream')).toEqual([200, 'ok']);
    expect(session.received).toEqual(['€', Buffer.from([1, 2, 3, 4])]);
    expect(await poll()).toEqual({ type: 'application/octet-stream', body: Buffer.from(payload) });
  });

  it('gets base64 when it asks for it', async () => {
    const { post, poll, session } = await open('&b64=1');
    expect(await post('2:4€10:b4AQIDBA==')).toEqual([200, 'ok']);
    expect(session.received).toEqual(['€', Buffer.from([1, 2, 3, 4])]);
    expect(String((await poll()).body)).toBe('2:4€10:b4AQIDBA==');
  });

  it('pings, and gets its data back', async () => {
    const { post, poll } = await open();
    await post('1:26:2probe');
    expect(String((await poll()).body)).toBe('1:36:3probe');
  });

  it.each([
    ['a length that is none', 'x:4a'],
    ['too few characters', '9:4a'],
    ['an unknown packet', '1:9'],
    ['nothing', ''],
  ])('ends with %s', async (_name, body) => {
    const { post, session } = await open();
    expect((await post(body))[0]).toBe(400);
    expect((await session.closed)[0]).toBe('parse error');
  });

  it.each([
    ['text', '', '2:4a'.repeat(3), 'text/plain'],
    ['bytes', '', new Uint8Array(Array(3).fill([0, 2, 255, 0x34, 0x61]).flat()), 'application/octet-stream'],
    ['base64', '&b64=1', '6:b4AQ=='.repeat(3), 'text/plain'],
    ['forms', '&j=0', `d=${encodeURIComponent('2:4a'.repeat(3))}`, 'application/x-www-form-urlencoded'],
  ])('may send maxPayloadPackets at once as %s, and no more', async (_name, extra, body, type) => {
    const enough = await open(extra, { jsonp: true, maxPayloadPackets: 3 });
    expect((await enough.post(body, type))[0]).toBe(200);
    expect(enough.session.received).toHaveLength(3);
    const tooMany = await open(extra, { jsonp: true, maxPayloadPackets: 2 });
    expect((await tooMany.post(body, type))[0]).toBe(400);
    expect(tooMany.session.received).toEqual([]);
  });

  it('ends with a pong, which only the server sends', async () => {
    const { url, sessions } = await startServer(options);
    const socket = Socket.to(`${url}?EIO=3&transport=websocket`);
    await socket.next();
    socket.send('4hello');
    expect(await socket.next()).toBe('4hello');
    socket.send('0');
    await socket.closed;
    expect((await sessions[0]!.closed)[0]).toBe('parse error');
  });

  it('ends with bytes over WebSocket that are no message', async () => {
    const { url, sessions } = await startServer(options);
    const socket = Socket.to(`${url}?EIO=3&transport=websocket`);
    await socket.next();
    socket.send(Buffer.from([4, 1, 2]));
    expect(await socket.next()).toEqual(Buffer.from([4, 1, 2]));
    socket.send(Buffer.from([2, 1, 2]));
    await socket.closed;
    expect((await sessions[0]!.closed)[0]).toBe('parse error');
  });

  it('has the grace period too, since it was told to wait for it', async () => {
    const { url, sessions } = await startServer({ ...options, pingInterval: [40, 160], pingTimeout: 40 });
    const socket = Socket.to(`${url}?EIO=3&transport=websocket`);
    await socket.next();
    const started = performance.now();
    expect((await sessions[0]!.closed)[0]).toBe('ping timeout');
    expect(performance.now() - started).toBeGreaterThanOrEqual(220);
  });

  it('ends when no ping comes for interval and timeout together', async () => {
    const { url, sessions } = await startServer({ ...options, pingInterval: 60, pingTimeout: 60 });
    const socket = Socket.to(`${url}?EIO=3&transport=websocket`);
    await socket.next();
    const started = performance.now();
    expect((await sessions[0]!.closed)[0]).toBe('ping timeout');
    expect(performance.now() - started).toBeGreaterThanOrEqual(100);
  });
});

describe('JSONP', () => {
  it('is refused unless the option allows it', async () => {
    const { url } = await startServer(options);
    const response = await fetch(`${url}?EIO=3&transport=polling&j=0`);
    expect([response.status, await response.json()]).toMatchObject([400, { code: 3 }]);
  });

  it('answers with scripts, which nothing in a message can break out of', async () => {
    const { opening, session, poll } = await open('&j=7);alert(1', { jsonp: true });
    expect(opening).toMatch(/^___eio\[71\]\("\d+:0\{\\"sid/);
    session.session.sendText('a"\\\n\u2028</script>');
    session.session.sendBinary(new Uint8Array([1, 2, 3, 4]));
    const { type, body } = await poll();
    expect(type).toBe('text/javascript; charset=UTF-8');
    const script = String(body);
    expect(script).toBe(
      '___eio[71]("16:4a\\"\\\\\\n\\u2028</script>10:b4AQIDBA==");'.replace(
        '16:',
        `${'4a"\\\n\u2028</script>'.length}:`,
      ),
    );
    const heard: string[] = [];
    new Function('___eio', script)({ 71: (payload: string) => heard.push(payload) });
    expect(heard[0]).toContain('a"\\\n\u2028</script>');
  });

  it('takes forms, with line ends as clients write them', async () => {
    const { post, session } = await open('&j=0', { jsonp: true });
    const text = '4a\nb\\nc';
    const field = `${text.length}:${text}`.replaceAll('\\n', '\\\\n').replaceAll('\n', '\\n');
    const body = new URLSearchParams({ d: field }).toString();
    expect(await post(body, 'application/x-www-form-urlencoded')).toEqual([200, 'ok']);
    expect(session.received).toEqual(['a\nb\\nc']);
  });

  it('refuses a form without the field', async () => {
    const { post } = await open('&j=0', { jsonp: true });
    expect((await post('x=1:2', 'application/x-www-form-urlencoded'))[0]).toBe(400);
    const twice = await open('&j=0', { jsonp: true });
    expect((await twice.post('d=1&d=2', 'application/x-www-form-urlencoded'))[0]).toBe(400);
  });
});

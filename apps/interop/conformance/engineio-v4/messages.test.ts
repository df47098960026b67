import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { Polling } from '../support/polling.js';
import { Frames } from '../support/websocket.js';

const LIMIT = 10_000;
let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ maxHttpBufferSize: LIMIT });
});
afterAll(() => server.close());

/** The session is gone, for the client as for the application. */
async function expectEnded(session: Polling): Promise<void> {
  await server.ended(session.sid);
  const response = await session.poll();
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ code: 1, message: 'Session ID unknown' });
}

describe('messages over polling', () => {
  it.each([
    ['one text', '4hello'],
    ['several texts', '4test1\x1e4test2\x1e4test3'],
    ['text and bytes', '4hello\x1ebAQIDBA=='],
    ['text beyond ASCII', '4€\x1e4😀\x1e4é'],
    ['an empty text and no bytes', '4\x1eb'],
    ['a text that looks like JSON', '4{"a":1}\x1e4 5'],
  ])('arrive and come back: %s', async (_what, payload) => {
    const session = await Polling.open(server.url);
    const pushed = await session.post(payload);
    expect(pushed.status).toBe(200);
    expect(await pushed.text()).toBe('ok');
    const polled = await session.poll();
    expect(polled.status).toBe(200);
    expect(await polled.text()).toBe(payload);
  });

  it('end a poll that waits for them', async () => {
    const session = await Polling.open(server.url);
    const polled = session.read();
    await session.write('4late');
    expect(await polled).toBe('4late');
  });

  it('of one body are all processed, however many, and leave in payloads of at most 16', async () => {
    const session = await Polling.open(server.url);
    const packets = Array.from({ length: 40 }, (_, i) => `4${i}`);
    await session.write(packets.join('\x1e'));
    const received: string[][] = [];
    while (received.flat().length < packets.length) received.push((await session.read()).split('\x1e'));
    expect(received.flat()).toEqual(packets);
    expect(Math.max(...received.map((payload) => payload.length))).toBeLessThanOrEqual(16);
  });

  it('may fill a body to its limit, in bytes', async () => {
    const session = await Polling.open(server.url);
    const body = `4${'€'.repeat((LIMIT - 1) / 3)}`;
    expect(Buffer.byteLength(body)).toBe(LIMIT);
    await session.write(body);
    expect(await session.read()).toBe(body);
  });

  it('beyond that limit are answered with 413, and the session closes', async () => {
    const session = await Polling.open(server.url);
    const response = await session.post(`4${'€'.repeat((LIMIT - 1) / 3)}a`);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 3 });
    await expectEnded(session);
  });

  it('beyond that limit without a length announced are cut off as soon as they are too long', async () => {
    const session = await Polling.open(server.url);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(4096).fill(52)) });
    const response = await session
      .post(endless, { duplex: 'half' } as RequestInit)
      .then(({ status }) => status)
      .catch(() => 413);
    expect(response).toBe(413);
    await expectEnded(session);
  });

  it.each([
    ['an unknown type', 'abc'],
    ['an unknown digit', '7'],
    ['nothing', ''],
    ['an empty packet between others', '4a\x1e\x1e4b'],
    ['a bad packet behind a good one', '4a\x1ex'],
    ['broken base64', 'bAQI'],
    ['URL-safe base64', 'b-_-_'],
  ])('that are malformed close the session: %s', async (_what, payload) => {
    const session = await Polling.open(server.url);
    const response = await session.post(payload);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 3 });
    await expectEnded(session);
  });

  it.each(['2', '0{}', '3probe\x1e2probe'])('that only servers send close the session: %s', async (payload) => {
    const session = await Polling.open(server.url);
    await session.post(payload);
    await expectEnded(session);
  });

  it('in bytes are no payload of this protocol', async () => {
    const session = await Polling.open(server.url);
    const response = await session.post(Uint8Array.of(0, 1, 255, 52), {
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(response.status).toBe(400);
    await expectEnded(session);
  });
});

describe('requests of one session', () => {
  it('that poll twice at once close it: the first poll gets a close packet, the second an error', async () => {
    const session = await Polling.open(server.url);
    const [first, second] = await Promise.all([session.poll(), session.poll()]);
    const [closed, refused] = first.status === 200 ? [first, second] : [second, first];
    expect([closed.status, refused.status]).toEqual([200, 400]);
    expect(await closed.text()).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 3 });
    await expectEnded(session);
  });

  it('that post twice at once close it', async () => {
    const session = await Polling.open(server.url);
    const half = openPost(session, 10);
    await half.sent;
    const second = await session.post('4b');
    expect(second.status).toBe(400);
    expect(await second.json()).toMatchObject({ code: 3 });
    half.socket.destroy();
    await expectEnded(session);
  });

  it('that give up polling close it', async () => {
    const session = await Polling.open(server.url);
    const abort = new AbortController();
    const given = expect(session.poll({ signal: abort.signal })).rejects.toThrow();
    await server.polled(session.sid);
    abort.abort();
    await given;
    await expectEnded(session);
  });

  it('with another method than GET, POST or OPTIONS are refused, and do not harm it', async () => {
    const session = await Polling.open(server.url);
    for (const method of ['PUT', 'DELETE']) {
      const response = await fetch(session.url, { method });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 2 });
    }
    await session.write('4still here');
    expect(await session.read()).toBe('4still here');
  });

  it('with a body that never ends die with their connection, and take the session with them', async () => {
    const session = await Polling.open(server.url);
    const half = openPost(session, 100);
    await half.sent;
    half.socket.destroy();
    await expectEnded(session);
  });

  /** A POST of which only the first byte was sent. */
  function openPost(session: Polling, length: number) {
    const { hostname, port, pathname, search } = new URL(session.url);
    const socket = connect(Number(port), hostname);
    const head = `POST ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: ${length}\r\n\r\n4`;
    const written = new Promise<void>((resolve) => socket.write(head, () => resolve()));
    // The server answers in the order of what reaches it, so an answer here means that the POST has begun.
    return { socket, sent: written.then(() => fetch(`${server.url}?EIO=4&transport=polling`)).then((r) => r.text()) };
  }
});

describe('messages over WebSocket', () => {
  it('arrive and come back as text', async () => {
    const frames = await Frames.open(server.url);
    frames.send('4hello', '4€😀', '4');
    expect(await frames.take(3)).toEqual(['4hello', '4€😀', '4']);
    frames.close();
  });

  it('arrive and come back as bytes', async () => {
    const frames = await Frames.open(server.url);
    frames.send(Uint8Array.of(1, 2, 3, 4), new Uint8Array());
    expect(await frames.take(2)).toEqual([Buffer.from([1, 2, 3, 4]), Buffer.alloc(0)]);
    frames.close();
  });

  it('keep their order, text and bytes mixed', async () => {
    const frames = await Frames.open(server.url);
    const sent = Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? Buffer.from([i]) : `4${i}`));
    frames.send(...sent);
    expect(await frames.take(sent.length)).toEqual(sent);
    frames.close();
  });

  it.each(['abc', '', '7', '0{}'])('that are malformed close the session: "%s"', async (message) => {
    const frames = await Frames.open(server.url);
    frames.send(message);
    await frames.closed;
  });

  it('beyond the limit close the session', async () => {
    const frames = await Frames.open(server.url);
    frames.send(`4${'a'.repeat(LIMIT)}`);
    expect((await frames.closed).code).toBe(1009);
  });

  it('with invalid UTF-8 close the session', async () => {
    const frames = await Frames.open(server.url);
    frames.ws.send(Buffer.from([0x34, 0xff]), { binary: false });
    expect((await frames.closed).code).toBe(1007);
  });
});

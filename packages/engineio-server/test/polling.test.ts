import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Poller } from './support/poller.js';
import { exchange } from './support/raw.js';
import { startServer } from './support/server.js';

const malformed = { code: 3, message: 'Malformed packet' };

/** A POST of which only a part is sent so far. */
async function halfPost(port: number, sid: string, announced: number, sent: string) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(
    `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: ${announced}\r\n\r\n${sent}`,
  );
  return socket;
}

describe('messages', () => {
  it('go both ways in one payload, text and binary, in order', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    expect(await poller.post('4hello\x1ebAQIDBA==\x1e4€ \u{1f600}\x1e4')).toEqual([200, 'ok']);
    expect(sessions[0]!.received).toEqual(['hello', Buffer.from([1, 2, 3, 4]), '€ \u{1f600}', '']);
    expect(await poller.poll()).toEqual([200, '4hello\x1ebAQIDBA==\x1e4€ \u{1f600}\x1e4']);
  });

  it('wait for the next poll, or the waiting poll for them', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const waiting = poller.poll();
    await expect.poll(() => sessions[0]!.session.writable).toBe(true);
    sessions[0]!.session.sendText('one');
    sessions[0]!.session.sendText('two');
    expect(await waiting).toEqual([200, '4one\x1e4two']);
    sessions[0]!.session.sendText('three');
    expect(sessions[0]!.session.bufferedAmount).toBe(6);
    expect(await poller.poll()).toEqual([200, '4three']);
    expect(sessions[0]!.session.bufferedAmount).toBe(0);
  });

  it('that the application sends on opening follow the open packet', async () => {
    const { url } = await startServer({}, (session) => {
      session.sendText('welcome');
      return {};
    });
    const body = await (await fetch(`${url}?EIO=4&transport=polling`)).text();
    expect(body.split('\x1e')).toEqual([expect.stringMatching(/^0\{/), '4welcome']);
  });

  it('leave 16 at a time, because Python clients refuse more', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    for (let i = 0; i < 40; i++) sessions[0]!.session.sendText(`${i}`);
    const counts: number[] = [];
    const all: string[] = [];
    while (all.length < 40) {
      const packets = (await poller.poll())[1].split('\x1e');
      counts.push(packets.length);
      all.push(...packets);
    }
    expect(counts).toEqual([16, 16, 8]);
    expect(all).toEqual(Array.from({ length: 40 }, (_, i) => `4${i}`));
  });

  it('arrive all, however many a payload has', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const payload = Array.from({ length: 5000 }, (_, i) => `4message number ${i}`);
    expect(await poller.post(payload.join('\x1e'))).toEqual([200, 'ok']);
    expect(sessions[0]!.received).toEqual(payload.map((packet) => packet.slice(1)));
  });

  it('reach a handler that throws, which harms nothing', async () => {
    const errors: unknown[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (...args: unknown[]) => errors.push(args) };
    const { url } = await startServer({ logger }, (session) => ({
      text(data) {
        if (data === 'bad') throw new Error('a mistake in the application');
        session.sendText(data);
      },
    }));
    const poller = await Poller.open(url);
    expect(await poller.post('4bad\x1e4good')).toEqual([200, 'ok']);
    expect(await poller.poll()).toEqual([200, '4good']);
    expect(errors).toHaveLength(1);
  });
});

describe('a body', () => {
  it.each([
    ['an unknown packet type', 'abc'],
    ['an unknown digit', '9'],
    ['an open packet', '0'],
    ['a ping, which protocol 4 sends the other way', '2'],
    ['nothing', ''],
    ['an empty packet at the end', '4a\x1e'],
    ['base64 with foreign characters', 'bAQ!DBA=='],
    ['base64 without padding', 'bAQ'],
  ])('with %s ends the session', async (_name, body) => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const [status] = await poller.post(body);
    // A well-formed packet of the wrong kind was read; the session ends all the same.
    expect(status).toBe(body === '0' || body === '2' ? 200 : 400);
    expect((await poller.poll())[0]).toBe(400);
    expect((await sessions[0]!.closed)[0]).toBe(body === '2' ? 'transport error' : 'parse error');
    expect(sessions[0]!.closes).toBe(1);
  });

  it('that is malformed is answered with JSON, and none of it is handed on', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const [status, body] = await poller.post('4good\x1ebad');
    expect([status, JSON.parse(body)]).toEqual([400, malformed]);
    expect(sessions[0]!.received).toEqual([]);
  });

  it('that is not UTF-8 is malformed', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    expect((await poller.post(new Uint8Array([0x34, 0xff, 0xfe])))[0]).toBe(400);
    expect((await sessions[0]!.closed)[0]).toBe('parse error');
  });

  it('of bytes is malformed in protocol 4', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const [status, body] = await poller.post('4a', { 'content-type': 'application/octet-stream' });
    expect([status, JSON.parse(body)]).toEqual([400, malformed]);
    await sessions[0]!.closed;
  });

  it('with an empty binary message is fine', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    expect(await poller.post('b')).toEqual([200, 'ok']);
    expect(sessions[0]!.received).toEqual([Buffer.alloc(0)]);
  });

  it('may be as large as maxHttpBufferSize says, counted in bytes', async () => {
    const { url } = await startServer({ maxHttpBufferSize: 100 });
    const poller = await Poller.open(url);
    expect(await poller.post(`4${'€'.repeat(33)}`)).toEqual([200, 'ok']);
  });

  it('that is larger is refused, and the session ends', async () => {
    const { url, sessions } = await startServer({ maxHttpBufferSize: 100 });
    const poller = await Poller.open(url);
    const [status, body] = await poller.post(`4${'€'.repeat(34)}`);
    expect([status, JSON.parse(body)]).toEqual([413, { code: 3, message: 'Payload too large' }]);
    expect(await sessions[0]!.closed).toEqual(['transport error', 'a post larger than maxHttpBufferSize']);
  });

  it('that announces to be larger is not even read', async () => {
    const { url, port } = await startServer({ maxHttpBufferSize: 100 });
    const { sid } = await Poller.open(url);
    const answer = await exchange(
      port,
      `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('in chunks that becomes larger is refused while it comes', async () => {
    const { url, port } = await startServer({ maxHttpBufferSize: 100 });
    const { sid } = await Poller.open(url);
    const chunk = `64\r\n4${'x'.repeat(99)}\r\n`;
    const head = `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await exchange(port, head + chunk + chunk)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('may hold as many packets as maxPayloadPackets says', async () => {
    const { url } = await startServer({ maxPayloadPackets: 3 });
    expect(await (await Poller.open(url)).post('4\x1e4\x1e4')).toEqual([200, 'ok']);
    expect((await (await Poller.open(url)).post('4\x1e4\x1e4\x1e4'))[0]).toBe(400);
  });

  it('that is cut off in the middle ends the session', async () => {
    const { url, port, sessions } = await startServer();
    const poller = await Poller.open(url);
    const socket = await halfPost(port, poller.sid, 20, '4hel');
    socket.destroy();
    expect(await sessions[0]!.closed).toEqual(['transport error', 'a post was cut off']);
    expect(sessions[0]!.received).toEqual([]);
    expect((await poller.poll())[0]).toBe(400);
  });
});

describe('overlapping requests', () => {
  it('two polls: the first is ended, the second refused, the session closed', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const first = poller.poll();
    await expect.poll(() => sessions[0]!.session.writable).toBe(true);
    const [status, body] = await poller.poll();
    expect([status, JSON.parse(body)]).toMatchObject([400, { code: 3 }]);
    expect(await first).toEqual([200, '1']);
    expect(await sessions[0]!.closed).toEqual(['transport error', 'overlapping polls']);
  });

  it('two posts: the second is refused and the session closed', async () => {
    const { url, port, sessions } = await startServer();
    const poller = await Poller.open(url);
    const socket = await halfPost(port, poller.sid, 20, '4hel');
    // The server has to have seen the first before the second comes.
    await expect.poll(async () => (sessions[0]!.closes > 0 ? 400 : (await poller.post('4second'))[0])).toBe(400);
    expect((await sessions[0]!.closed)[0]).toBe('transport error');
    socket.destroy();
  });
});

describe('the end', () => {
  it('of a session ends its post, of which no more is read', async () => {
    const { url, port, sessions } = await startServer({ pingInterval: 40, pingTimeout: 40 });
    const poller = await Poller.open(url);
    const socket = await halfPost(port, poller.sid, 900_000, '4hel');
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    expect((await sessions[0]!.closed)[0]).toBe('ping timeout');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('Session ID unknown');
  });

  it('of a poll that the browser aborts ends the session', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const abort = new AbortController();
    const poll = poller.poll({ signal: abort.signal }).catch(() => 'aborted');
    await expect.poll(() => sessions[0]!.session.writable).toBe(true);
    abort.abort();
    expect(await poll).toBe('aborted');
    expect(await sessions[0]!.closed).toEqual(['transport error', 'a poll was cut off']);
    expect((await poller.poll())[0]).toBe(400);
  });

  it('by the client releases its poll', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const waiting = poller.poll();
    await expect.poll(() => sessions[0]!.session.writable).toBe(true);
    expect(await poller.post('1')).toEqual([200, 'ok']);
    expect(await waiting).toEqual([200, '6']);
    expect((await sessions[0]!.closed)[0]).toBe('client disconnect');
    expect((await poller.poll())[0]).toBe(400);
  });

  it('by the client releases also the poll that was on its way', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    sessions[0]!.session.sendText('never read');
    await poller.post('1');
    expect(await poller.poll()).toEqual([200, '6']);
    expect((await poller.poll())[0]).toBe(400);
  });

  it('by the server brings what was sent before, then the close packet', async () => {
    const { url, sessions } = await startServer();
    const poller = await Poller.open(url);
    const waiting = poller.poll();
    await expect.poll(() => sessions[0]!.session.writable).toBe(true);
    sessions[0]!.session.sendText('last words');
    sessions[0]!.session.close();
    expect(sessions[0]!.closes).toBe(1);
    expect(await waiting).toEqual([200, '4last words\x1e1']);
    expect((await poller.poll())[0]).toBe(400);
  });

  it('by the server waits for a client that is between two polls', async () => {
    const { engine, url, sessions } = await startServer();
    const poller = await Poller.open(url);
    for (let i = 0; i < 20; i++) sessions[0]!.session.sendText(`${i}`);
    sessions[0]!.session.close();
    sessions[0]!.session.sendText('too late');
    expect(await sessions[0]!.closed).toEqual(['server disconnect', undefined]);
    expect(engine.clientsCount).toBe(0);
    expect(await poller.post('4nobody listens')).toEqual([200, 'ok']);
    expect(await poller.receive(21)).toEqual([...Array.from({ length: 20 }, (_, i) => `4${i}`), '1']);
    expect((await poller.poll())[0]).toBe(400);
  });

  it('by the server is not remembered for longer than pingTimeout', async () => {
    const { url, sessions } = await startServer({ pingTimeout: 40 });
    const poller = await Poller.open(url);
    sessions[0]!.session.close();
    await expect.poll(async () => (await poller.post('4a'))[0]).toBe(400);
  });
});

it('answers go on one connection as long as the client likes', async () => {
  const { port } = await startServer();
  const request = 'GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n';
  const answer = await exchange(port, `${request}\r\n${request}Connection: close\r\n\r\n`);
  expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(answer.match(/Connection: keep-alive\r\nKeep-Alive: timeout=5/g)).toHaveLength(1);
  expect(answer.match(/Connection: close/g)).toHaveLength(1);
});

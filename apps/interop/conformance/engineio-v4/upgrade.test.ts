import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { Polling } from '../support/polling.js';
import { Frames, refusal } from '../support/websocket.js';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ upgradeTimeout: 300 });
});
afterAll(() => server.close());

const candidate = (session: Polling) => new Frames(session.url.replace('polling', 'websocket'));

/** A WebSocket whose probe was answered, so that only the upgrade packet is missing. */
async function probed(session: Polling): Promise<Frames> {
  const frames = candidate(session);
  await frames.opened;
  frames.send('2probe');
  expect(await frames.next()).toBe('3probe');
  return frames;
}

async function upgraded(session: Polling): Promise<Frames> {
  const frames = await probed(session);
  frames.send('5');
  frames.send('4over');
  expect(await frames.next()).toBe('4over');
  return frames;
}

describe('an upgrade', () => {
  it('moves the session: probe, a noop for the poll, and all further messages over WebSocket', async () => {
    const session = await Polling.open(server.url);
    const frames = await probed(session);
    expect(await session.read()).toBe('6');
    frames.send('5');
    frames.send('4hello');
    expect(await frames.next()).toBe('4hello');
    expect(server.session(session.sid).transport).toBe('websocket');
    frames.close();
  });

  it('releases a poll that was waiting before', async () => {
    const session = await Polling.open(server.url);
    const waiting = session.read();
    await server.polled(session.sid);
    const frames = await probed(session);
    expect(await waiting).toBe('6');
    frames.close();
  });

  it('refuses HTTP requests of the session afterwards, and the session lives on', async () => {
    const session = await Polling.open(server.url);
    const frames = await upgraded(session);
    for (const response of [await session.poll(), await session.post('4x')]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 3 });
    }
    frames.send('4still here');
    expect(await frames.next()).toBe('4still here');
    frames.close();
  });

  it('refuses a second WebSocket of the session, and the first lives on', async () => {
    const session = await Polling.open(server.url);
    const frames = await upgraded(session);
    await candidate(session).closed;
    frames.send('4still here');
    expect(await frames.next()).toBe('4still here');
    frames.close();
  });

  it('refuses a second WebSocket while the first is being probed', async () => {
    const session = await Polling.open(server.url);
    const frames = await probed(session);
    await candidate(session).closed;
    frames.send('5', '4first');
    expect(await frames.next()).toBe('4first');
    frames.close();
  });

  it('delivers what is sent between probe and upgrade once and in order, bytes too', async () => {
    const session = await Polling.open(server.url);
    const frames = await probed(session);
    expect(await session.read()).toBe('6');
    const held = server.session(session.sid);
    for (let i = 0; i < 50; i++) {
      if (i % 10 === 9) held.sendBinary(Uint8Array.of(i));
      else held.sendText(String(i));
    }
    frames.send('5');
    const expected = Array.from({ length: 50 }, (_, i) => (i % 10 === 9 ? Buffer.from([i]) : `4${i}`));
    expect(await frames.take(50)).toEqual(expected);
    frames.close();
  });

  it('reads the client’s messages once and in order: posted before, framed after', async () => {
    const session = await Polling.open(server.url);
    const frames = candidate(session);
    await frames.opened;
    await session.write('4one\x1e4two');
    frames.send('2probe');
    expect(await frames.next()).toBe('3probe');
    const left = (await session.read()).split('\x1e').filter((packet) => packet !== '6');
    frames.send('5', '4three', Uint8Array.of(4));
    const rest = await frames.take(4 - left.length);
    expect([...left, ...rest]).toEqual(['4one', '4two', '4three', Buffer.from([4])]);
    frames.close();
  });
});

describe('an upgrade that fails', () => {
  const polls = async (session: Polling) => {
    await session.write('4still polling');
    let text = await session.read();
    while (text === '6') text = await session.read();
    expect(text).toBe('4still polling');
  };

  it('by a probe that is none leaves the session polling', async () => {
    const session = await Polling.open(server.url);
    const frames = candidate(session);
    await frames.opened;
    frames.send('2wrong');
    await expect(frames.next()).rejects.toThrow('where a message was due');
    await polls(session);
  });

  it('by a WebSocket that goes away after the probe leaves the session polling', async () => {
    const session = await Polling.open(server.url);
    const frames = await probed(session);
    frames.ws.terminate();
    await frames.closed;
    await polls(session);
  });

  it('by something else than an upgrade packet leaves the session polling', async () => {
    const session = await Polling.open(server.url);
    const frames = await probed(session);
    frames.send('4too early');
    await frames.closed;
    await polls(session);
  });

  it('by taking too long closes the new WebSocket only', async () => {
    const session = await Polling.open(server.url);
    const frames = await probed(session);
    await frames.closed;
    await polls(session);
  });

  it('can be tried again', async () => {
    const session = await Polling.open(server.url);
    const first = candidate(session);
    await first.opened;
    first.send('nonsense');
    await first.closed;
    const second = await upgraded(session);
    second.close();
  });
});

it('a server that allows no upgrades offers none and refuses them', async () => {
  const strict = await startEngine({ allowUpgrades: false });
  const session = await Polling.open(strict.url);
  expect(session.handshake.upgrades).toEqual([]);
  expect((await refusal(session.url.replace('polling', 'websocket'))).status).toBe(400);
  await strict.close();
});

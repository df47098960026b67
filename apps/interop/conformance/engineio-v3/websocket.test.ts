import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { openOld } from '../support/old-polling.js';
import { Frames, refusal } from '../support/websocket.js';

let server: RunningEngine;
let modern: RunningEngine;
beforeAll(async () => {
  server = await startEngine({ protocols: [4, 3] });
  modern = await startEngine();
});
afterAll(() => Promise.all([server.close(), modern.close()]));

async function open(parameters = ''): Promise<Frames> {
  const frames = new Frames(`${server.url}?EIO=3&transport=websocket${parameters}`);
  await frames.next();
  return frames;
}

describe('protocol 3 over WebSocket', () => {
  it('opens a session', async () => {
    const frames = new Frames(`${server.url}?EIO=3&transport=websocket`);
    expect(JSON.parse(String(await frames.next()).slice(1))).toMatchObject({
      sid: expect.any(String),
      upgrades: [],
      pingInterval: 25_000,
      pingTimeout: 20_000,
    });
    frames.close();
  });

  it.each(['?transport=websocket', '?EIO=abc&transport=websocket', '?EIO=3', '?EIO=3&transport=abc'])(
    'fails with invalid parameters: %s',
    async (query) => {
      expect((await refusal(`${server.url}${query}`)).status).toBe(400);
    },
  );

  it('fails where the server does not speak it', async () => {
    expect((await refusal(`${modern.url}?EIO=3&transport=websocket`)).status).toBe(400);
  });

  it('brings text and bytes, bytes behind their type', async () => {
    const frames = await open();
    frames.send('4hello', Uint8Array.of(4, 1, 2, 3, 4), '4€');
    expect(await frames.take(3)).toEqual(['4hello', Buffer.from([4, 1, 2, 3, 4]), '4€']);
    frames.close();
  });

  it('brings bytes as base64 to a client that takes text only', async () => {
    const frames = await open('&b64=1');
    frames.send('b4AQIDBA==');
    expect(await frames.next()).toBe('b4AQIDBA==');
    frames.close();
  });

  it.each([['abc'], [''], [Uint8Array.of(9, 1)], [new Uint8Array()]])(
    'closes upon a malformed packet: %s',
    async (packet) => {
      const frames = await open();
      frames.send(packet);
      await frames.closed;
    },
  );

  it('answers the client’s pings, with what they carry', async () => {
    const frames = await open();
    frames.send('2', '2hello', '2');
    expect(await frames.take(3)).toEqual(['3', '3hello', '3']);
    frames.close();
  });

  it('ends a session that does not ping', async () => {
    const strict = await startEngine({ protocols: [3], pingInterval: 50, pingTimeout: 100 });
    const frames = new Frames(`${strict.url}?EIO=3&transport=websocket`);
    await frames.next();
    await frames.closed;
    await strict.close();
  });

  it('ends with a close packet', async () => {
    const frames = await open();
    frames.send('1');
    await frames.closed;
  });
});

describe('an upgrade of protocol 3', () => {
  const upgrade = async () => {
    const session = await openOld(server.url);
    const frames = new Frames(session.url.replace('polling', 'websocket'));
    await frames.opened;
    frames.send('2probe');
    expect(await frames.next()).toBe('3probe');
    return { session, frames };
  };

  it('moves the session: probe, a noop for the poll, and all further messages over WebSocket', async () => {
    const { session, frames } = await upgrade();
    expect(await session.read()).toBe('1:6');
    frames.send('5', '4hello', Uint8Array.of(4, 1));
    expect(await frames.take(2)).toEqual(['4hello', Buffer.from([4, 1])]);
    frames.close();
  });

  it('refuses HTTP requests of the session afterwards', async () => {
    const { session, frames } = await upgrade();
    frames.send('5', '4a');
    await frames.next();
    expect((await fetch(session.url)).status).toBe(400);
    frames.send('4still here');
    expect(await frames.next()).toBe('4still here');
    frames.close();
  });

  it('refuses a second WebSocket of the session', async () => {
    const { session, frames } = await upgrade();
    frames.send('5');
    await new Frames(session.url.replace('polling', 'websocket')).closed;
    frames.send('4still here');
    expect(await frames.next()).toBe('4still here');
    frames.close();
  });
});

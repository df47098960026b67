import { decodePayload } from '@x/engineio-parser/v3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OldPolling, openOld } from '../support/old-polling.js';
import { type RunningServer, startSocketIO } from '../support/socketio.js';
import { Frames } from '../support/websocket.js';

/** Protocol 4 of Socket.IO over protocol 3 of Engine.IO, as clients of the 1.x and 2.x generation speak it. */
let server: RunningServer;
beforeAll(async () => {
  server = await startSocketIO({ protocols: [4, 3] });
});
afterAll(() => server.close());

const frame = (text: string) => `${text.length}:${text}`;
const connect = (parameters = '&b64=1') => openOld(server.url, parameters);

/** The next packets, however many payloads they take; the handshake's own payload may have brought some of them. */
async function packets(session: OldPolling, count: number): Promise<string[]> {
  const all: string[] = [];
  while (all.length < count) {
    all.push(...decodePayload(await session.read()).map(({ type, data }) => `${type}${String(data)}`));
  }
  return all;
}

async function openFrames(): Promise<Frames> {
  const frames = new Frames(`${server.url}?EIO=3&transport=websocket`);
  await frames.next();
  return frames;
}

describe('an old client', () => {
  it('is in the main namespace without asking', async () => {
    const frames = await openFrames();
    expect(await frames.take(2)).toEqual(['40', '42["auth",{}]']);
    frames.close();
  });

  it('exchanges events and acknowledgements', async () => {
    const frames = await openFrames();
    await frames.take(2);
    frames.send('42["message","hello"]', '427["message-with-ack",1,"2"]');
    expect(await frames.take(2)).toEqual(['42["message-back","hello"]', '437[1,"2"]']);
    frames.close();
  });

  it('exchanges bytes, behind their type', async () => {
    const frames = await openFrames();
    await frames.take(2);
    frames.send('451-["message",{"_placeholder":true,"num":0}]', Uint8Array.of(4, 1, 2));
    expect(await frames.take(2)).toEqual([
      '451-["message-back",{"_placeholder":true,"num":0}]',
      Buffer.from([4, 1, 2]),
    ]);
    frames.close();
  });

  it('joins a namespace with a query string, which is its auth', async () => {
    const frames = await openFrames();
    await frames.take(2);
    frames.send('40/custom?token=1234&uid=abcd,');
    expect(await frames.take(2)).toEqual(['40/custom,', '42/custom,["auth",{"token":"1234","uid":"abcd"}]']);
    frames.close();
  });

  it('joins a namespace without comma', async () => {
    const frames = await openFrames();
    await frames.take(2);
    frames.send('40/custom');
    expect(await frames.next()).toMatch(/^40\/custom,?$/);
    frames.close();
  });

  it('is refused by an ERROR packet with the bare data', async () => {
    const frames = await openFrames();
    await frames.take(2);
    frames.send('40/closed,', '40/nowhere,');
    const answers = await frames.take(2);
    expect(answers).toEqual(['44/closed,{"code":7}', '44/nowhere,"Invalid namespace"']);
    frames.close();
  });

  it('leaves every namespace when it leaves the main one', async () => {
    const alone = await startSocketIO({ protocols: [3] });
    const frames = new Frames(`${alone.url}?EIO=3&transport=websocket`);
    await frames.take(3);
    frames.send('40/custom,', '41');
    await alone.logged('disconnect / client disconnect');
    await alone.logged('disconnect /custom client disconnect');
    frames.close();
    await alone.close();
  });

  it('closes upon a malformed packet', async () => {
    const frames = await openFrames();
    frames.send('42{}');
    await frames.closed;
  });

  it('travels by polling as well', async () => {
    const session = await connect();
    await session.write(frame('42["message","€😀"]') + frame('2'));
    const received = await packets(session, 1);
    while (!received.includes('3') || !received.some((packet) => packet.includes('message-back'))) {
      received.push(...(await packets(session, 1)));
    }
    expect(received).toContain('42["message-back","€😀"]');
    await session.write(frame('40/custom?token=1,'));
    const joined = await packets(session, 1);
    while (joined.length < 2) joined.push(...(await packets(session, 1)));
    expect(joined).toEqual(['40/custom,', '42/custom,["auth",{"token":"1"}]']);
    await session.write(frame('41'));
    await server.logged('disconnect /custom client disconnect');
  });
});

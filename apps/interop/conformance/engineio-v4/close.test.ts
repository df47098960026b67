import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningEngine, startEngine } from '../support/engine.js';
import { Polling } from '../support/polling.js';
import { Frames } from '../support/websocket.js';

let server: RunningEngine;
beforeAll(async () => {
  server = await startEngine();
});
afterAll(() => server.close());

it('a close packet over polling ends the session; a poll that waits is released', async () => {
  const session = await Polling.open(server.url);
  const [polled] = await Promise.all([session.read(), session.write('1')]);
  expect(polled).toBe('6');
  expect(await server.ended(session.sid)).toBe('client disconnect');
  expect((await session.poll()).status).toBe(400);
});

it('a close packet over WebSocket ends the session', async () => {
  const frames = new Frames(`${server.url}?EIO=4&transport=websocket`);
  const { sid } = JSON.parse(((await frames.next()) as string).slice(1)) as { sid: string };
  frames.send('1');
  await frames.closed;
  expect(await server.ended(sid)).toBe('client disconnect');
});

it('messages before the close packet still count, those after it do not', async () => {
  const session = await Polling.open(server.url);
  await session.write('4last words\x1e1\x1e4too late');
  expect(await server.ended(session.sid)).toBe('client disconnect');
  expect(server.received(session.sid)).toEqual(['last words']);
});

it('a WebSocket that just goes away ends the session', async () => {
  const frames = new Frames(`${server.url}?EIO=4&transport=websocket`);
  const { sid } = JSON.parse(((await frames.next()) as string).slice(1)) as { sid: string };
  frames.ws.terminate();
  expect(await server.ended(sid)).toBe('transport close');
});

it('a close by the server reaches a poll that waits', async () => {
  const session = await Polling.open(server.url);
  const polled = session.read();
  await session.write('4a');
  expect(await polled).toBe('4a');
  const last = session.read();
  server.session(session.sid).sendText('bye');
  server.session(session.sid).close();
  let rest = await last;
  if (rest === '4bye') rest += `\x1e${await session.read()}`;
  expect(rest).toBe('4bye\x1e1');
  expect(await server.ended(session.sid)).toBe('server disconnect');
});

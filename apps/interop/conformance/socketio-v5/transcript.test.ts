import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polling } from '../support/polling.js';
import { type RunningServer, startSocketIO } from '../support/socketio.js';
import { Frames } from '../support/websocket.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startSocketIO();
  server.sio.on('q', () => 'answer');
  server.sio.on('send me a file', (sid) => server.sio.emit('file', Buffer.from([1, 2, 3]), { to: sid }));
});
afterAll(() => server.close());

/** The next packets, however many polls they take. */
async function packets(session: Polling, count: number): Promise<string[]> {
  const all: string[] = [];
  while (all.length < count) all.push(...(await session.read()).split('\x1e'));
  return all;
}

it('a whole connection reads as the protocol has it: polling, upgrade, bytes, a namespace, goodbye', async () => {
  const session = await Polling.open(server.url);
  await session.write('40{"token":"t"}');
  const first = await packets(session, 2);
  expect(first[0]).toMatch(/^40\{"sid":"[\w-]{20}"\}$/);
  expect(first[1]).toBe('42["auth",{"token":"t"}]');
  await session.write('42["hello"]\x1e421["q",1]');
  expect(await packets(session, 1)).toEqual(['431["answer"]']);

  const pending = session.read();
  const frames = new Frames(session.url.replace('polling', 'websocket'));
  await frames.opened;
  frames.send('2probe');
  expect(await frames.next()).toBe('3probe');
  expect(await pending).toBe('6');
  frames.send('5', '42["send me a file"]');
  expect(await frames.take(2)).toEqual(['451-["file",{"_placeholder":true,"num":0}]', Buffer.from([1, 2, 3])]);

  frames.send('40/custom,');
  expect(await frames.next()).toMatch(/^40\/custom,\{"sid":"[\w-]{20}"\}$/);
  expect(await frames.next()).toBe('42/custom,["auth",{}]');
  frames.send('41/custom,', '41', '1');
  await frames.closed;
  expect(server.log).toEqual([
    'connect /',
    'connect /custom',
    'disconnect /custom client disconnect',
    'disconnect / client disconnect',
  ]);
});

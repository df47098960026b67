import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startEcho } from './support/echo-server.js';

it('echoes over polling', async () => {
  const server = await startEcho();
  const opened = await (await fetch(`${server.url}?EIO=4&transport=polling`)).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const session = `${server.url}?EIO=4&transport=polling&sid=${sid}`;
  expect(await (await fetch(session, { method: 'POST', body: '4héllo\x1ebAQID' })).text()).toBe('ok');
  expect(await (await fetch(session)).text()).toBe('4héllo\x1ebAQID');
  await server.engine.close();
});

it('echoes over WebSocket', async () => {
  const server = await startEcho();
  const ws = new WebSocket(`${server.url.replace('http', 'ws')}?EIO=4&transport=websocket`);
  const received: string[] = [];
  await new Promise<void>((resolve) => {
    ws.on('message', (data, isBinary) => {
      received.push(isBinary ? `bytes ${(data as Buffer).toString('hex')}` : String(data));
      if (received.length === 1) {
        ws.send('4héllo');
        ws.send(Buffer.from([1, 2, 3]));
      }
      if (received.length === 3) resolve();
    });
  });
  expect(received.slice(1)).toEqual(['4héllo', 'bytes 010203']);
  await server.engine.close();
});

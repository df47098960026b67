import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'engine.io';
import { expect, test } from 'vitest';
import { Client } from '../src/index.js';

test.each([['polling'], ['websocket'], ['polling', 'websocket']] as const)('echo over %s', async (...transports) => {
  const http = createServer();
  const server = new Server();
  server.attach(http);
  server.on('connection', (s: any) => s.on('message', (d: any) => s.send(d)));
  await new Promise<void>((r) => http.listen(0, '127.0.0.1', r));
  const c = new Client();
  const got: unknown[] = [];
  c.on('message', (d) => got.push(d));
  const bye = new Promise((r) => c.on('disconnect', r));
  await c.connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports });
  for (let i = 0; i < 50; i++) c.send(`${i}`);
  c.send(new Uint8Array([1, 2, 3]));
  await expect.poll(() => got.length).toBe(51);
  expect(got.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
  expect(Buffer.from(got[50] as Uint8Array)).toEqual(Buffer.from([1, 2, 3]));
  await c.disconnect();
  expect(await bye).toBe('client disconnect');
  server.close();
  await new Promise((r) => http.close(r));
});

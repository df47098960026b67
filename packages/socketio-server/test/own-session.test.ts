import type { Session, SharedMessage } from '@x/engineio-server';
import { expect, it } from 'vitest';
import { Server } from '../src/index.js';

/** A session that nothing carries: what is sent stays here. */
class Memory implements Session {
  readonly sid = 'engine-sid';
  readonly environ = {
    headers: {},
    query: {},
    url: '/',
    method: 'GET',
    address: '::1',
    secure: false,
    protocol: 4 as const,
  };
  readonly protocol = 4;
  readonly transport = 'websocket';
  readonly writable = true;
  readonly bufferedAmount = 0;
  readonly sent: (string | Uint8Array)[] = [];
  open = true;

  sendText(text: string): void {
    this.sent.push(text);
  }

  sendBinary(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }

  sendMessage(text: string, attachments: readonly Uint8Array[] = []): void {
    this.sent.push(text, ...attachments);
  }

  sendShared({ text, attachments = [] }: SharedMessage): void {
    if (text !== undefined) this.sent.push(text);
    this.sent.push(...attachments);
  }

  close(): void {
    this.open = false;
  }
}

it('a server serves sessions that something else than its engine carries', async () => {
  const sio = new Server();
  sio.on('echo', (_sid, value) => value);
  const session = new Memory();
  const handler = sio.handleSession(session);
  handler.text('0');
  handler.text('27["echo","x"]');
  handler.text('51-8["echo",{"_placeholder":true,"num":0}]');
  handler.binary(Buffer.from([1]));
  const [client] = await sio.fetchClients();
  await sio.emit('news', Buffer.from([2]));
  expect(session.sent).toEqual([
    `0{"sid":"${client!.sid}"}`,
    '37["x"]',
    '61-8[{"_placeholder":true,"num":0}]',
    Buffer.from([1]),
    '51-["news",{"_placeholder":true,"num":0}]',
    Buffer.from([2]),
  ]);
  handler.close('transport close');
  expect(await sio.fetchClients()).toEqual([]);
  await sio.shutdown();
});

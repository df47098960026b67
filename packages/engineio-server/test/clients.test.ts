import { Socket as Client6 } from 'engine.io-client';
import connect3 from 'engine.io-client-3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EngineOptions, SharedMessage } from '../src/index.js';
import { startServer } from './support/server.js';

/** What the two official clients have in common. */
interface Official {
  readonly transport: { readonly name: string };
  binaryType: string;
  on(event: string, listener: (...args: never[]) => void): unknown;
  send(data: string | Buffer): unknown;
  close(): unknown;
}

type Connect = (url: string, options: Record<string, unknown>) => Official;
const clients: [string, Connect, EngineOptions][] = [
  ['engine.io-client 6', (url, options) => new Client6(url, options) as unknown as Official, {}],
  ['engine.io-client 3', (url, options) => connect3(url, options) as Official, { protocols: [4, 3] }],
];
const transports: [string, Record<string, unknown>][] = [
  ['polling', { transports: ['polling'] }],
  ['WebSocket', { transports: ['websocket'] }],
  ['an upgrade', { transports: ['polling', 'websocket'] }],
  ['polling without bytes', { transports: ['polling'], forceBase64: true }],
  ['WebSocket without bytes', { transports: ['websocket'], forceBase64: true }],
];

/** A connected client that keeps what it gets. */
async function connected(connect: Connect, url: string, options: Record<string, unknown>) {
  const client = connect(url.replace('/engine.io/', ''), options);
  onTestFinished(() => void client.close());
  client.binaryType = 'nodebuffer';
  const received: (string | Buffer)[] = [];
  client.on('message', ((data: string | Buffer) => received.push(data)) as never);
  let closedFor: string | undefined;
  client.on('close', ((reason: string) => {
    closedFor = reason;
  }) as never);
  await new Promise<void>((resolve) => client.on('open', resolve));
  if ((options['transports'] as string[]).length > 1) {
    await new Promise<void>((resolve) => client.on('upgrade', (() => resolve()) as never));
  }
  return { client, received, closedFor: () => closedFor };
}

const bytes = Buffer.from([0, 1, 2, 253, 254, 255]);

describe.each(clients)('%s', (_client, connect, engineOptions) => {
  describe.each(transports)('over %s', (_transport, options) => {
    it('echoes text and bytes in order', async () => {
      const { url, sessions } = await startServer(engineOptions);
      const { client, received } = await connected(connect, url, options);
      const sent = ['hello', bytes, 'é €', '\u{1f600}', bytes, 'x'.repeat(20_000), Buffer.alloc(9000, 5)];
      for (const message of sent) client.send(message);
      await expect.poll(() => received.length).toBe(sent.length);
      expect(received).toEqual(sent);
      expect(sessions[0]!.received).toEqual(sent);
      expect(client.transport.name).toBe(sessions[0]!.session.transport);
    });

    it('gets messages that are shared', async () => {
      const { url, sessions } = await startServer(engineOptions);
      const { received } = await connected(connect, url, options);
      sessions[0]!.session.sendShared(new SharedMessage('shared', [bytes]));
      await expect.poll(() => received).toEqual(['shared', bytes]);
    });

    it('lives through heartbeats', async () => {
      const { url, sessions } = await startServer({ ...engineOptions, pingInterval: 40, pingTimeout: 1000 });
      const { client, received } = await connected(connect, url, options);
      let beats = 0;
      client.on(sessions[0]!.session.protocol === 4 ? 'ping' : 'pong', () => beats++);
      await expect.poll(() => beats).toBeGreaterThanOrEqual(4);
      client.send('still here');
      await expect.poll(() => received).toEqual(['still here']);
    });

    it('is told when the server closes the session', async () => {
      const { url, sessions } = await startServer(engineOptions);
      const { received, closedFor } = await connected(connect, url, options);
      sessions[0]!.session.sendText('last words');
      sessions[0]!.session.close();
      await expect.poll(closedFor).toBe('transport close');
      expect(received).toEqual(['last words']);
    });

    it('closes the session', async () => {
      const { url, sessions } = await startServer(engineOptions);
      const { client } = await connected(connect, url, options);
      client.close();
      const [reason] = await sessions[0]!.closed;
      expect(['client disconnect', 'transport close']).toContain(reason);
    });
  });
});

it('of both generations talk to the same server', async () => {
  const { url, sessions } = await startServer({ protocols: [4, 3] });
  const both = await Promise.all(clients.map(([, connect]) => connected(connect, url, transports[2]![1])));
  const message = new SharedMessage('to all', [bytes]);
  for (const { session } of sessions) session.sendShared(message);
  for (const { received } of both) await expect.poll(() => received).toEqual(['to all', bytes]);
  expect(sessions.map(({ session }) => session.protocol).sort()).toEqual([3, 4]);
});

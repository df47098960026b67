// @ts-expect-error it has no types
import io1 from 'socket.io-client-1';
// @ts-expect-error it has no types
import io2 from 'socket.io-client-2';
// @ts-expect-error its types are hidden behind its exports
import { io as io3 } from 'socket.io-client-3';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionRefusedError, tuple } from '../src/index.js';
import { deferred, type Fixture, next, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

interface OldClient {
  readonly id: string;
  on(event: string, handler: (...args: never[]) => void): void;
  once(event: string, handler: (...args: never[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
  disconnect(): void;
}

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

const open = (lib: (url: string, options: object) => OldClient, path: string, transports: string[]): OldClient => {
  const client = lib(fixture.url + path, { transports, forceNew: true, reconnection: false });
  fixture.own(client);
  return client;
};
const ask = (client: OldClient, event: string, ...args: unknown[]) =>
  new Promise<unknown[]>((resolve) => client.emit(event, ...args, (...answer: unknown[]) => resolve(answer)));

describe.each([
  ['1.7', io1, 3],
  ['2.5', io2, 3],
  ['3.1', io3 as never, 4],
] as [string, (url: string, options: object) => OldClient, number][])(
  'the JavaScript client %s',
  (version, lib, protocol) => {
    it.each([
      ['polling', ['polling']],
      ['websocket', ['websocket']],
      ['an upgrade', ['polling', 'websocket']],
    ])('connects over %s, talks both ways, and leaves', async (_how, transports) => {
      fixture = await serve();
      const { sio } = fixture;
      const gone = deferred<string>();
      const protocols: number[] = [];
      sio.on('connect', (_sid, environ) => void protocols.push(environ.protocol));
      sio.on('disconnect', (_sid, reason) => gone.resolve(reason));
      sio.on('echo', (_sid, ...args) => tuple(...args));
      sio.on('none', () => {});
      const client = open(lib, '', transports);
      await next(client as never, 'connect');
      const sid = (await sio.fetchClients())[0]!.sid;
      expect(client.id).toBe(sid);
      expect(protocols).toEqual([protocol]);
      // Version 1 encodes text twice over polling: what crosses an upgrade there is beyond help.
      const text = version === '1.7' && transports.length === 2 ? 'plain' : 'Grüße 世界 \u{1f600}';
      expect(await ask(client, 'echo', text, { a: [1] })).toEqual([text, { a: [1] }]);
      expect(await ask(client, 'none')).toEqual([]);
      const [bytes] = await ask(client, 'echo', Buffer.from([1, 2, 3]));
      expect(Buffer.from(bytes as Buffer)).toEqual(Buffer.from([1, 2, 3]));
      client.on('q', (value: number, reply: (...answer: unknown[]) => void) => reply(value + 1, 'two'));
      expect(await sio.call('q', 1, { to: sid })).toEqual([2, 'two']);
      const heard = next(client as never, 'news');
      await sio.enterRoom(sid, 'r');
      await sio.emit('news', tuple(1, Buffer.from([9])), { to: 'r' });
      const [one, nine] = await heard;
      expect([one, Buffer.from(nine as Buffer)]).toEqual([1, Buffer.from([9])]);
      if (transports.length === 2) await until(() => sio.transport(sid) === 'websocket');
      client.disconnect();
      expect(await gone.promise).toBe('client disconnect');
    });

    it('joins namespaces, with parameters, and is told when it may not', async () => {
      fixture = await serve();
      const seen: unknown[] = [];
      const chat = fixture.sio.of('/chat');
      chat.on('connect', (sid, _environ, auth) => void seen.push(sid, auth));
      chat.on('echo', (_sid, value) => value);
      fixture.sio.on(
        'connect',
        () => {
          throw new ConnectionRefusedError('go away', { code: 7 });
        },
        { namespace: '/closed' },
      );
      const client = open(lib, '/chat?token=1234&uid=abcd', ['websocket']);
      await next(client as never, 'connect');
      expect(await ask(client, 'echo', 1)).toEqual([1]);
      // Version 1 does not know that servers put the namespace before it.
      expect(String(seen[0]).endsWith(client.id)).toBe(true);
      if (protocol === 3) expect(seen[1]).toEqual({ token: '1234', uid: 'abcd' });
      const closed = open(lib, '/closed', ['websocket']);
      const event = protocol === 3 ? 'error' : 'connect_error';
      const [refused] = await next(closed as never, event);
      expect(protocol === 3 ? refused : (refused as { data: unknown }).data).toEqual({ code: 7 });
      const unknown = open(lib, '/unknown', ['websocket']);
      const [nothing] = await next(unknown as never, event);
      expect(protocol === 3 ? nothing : (nothing as Error).message).toBe('Invalid namespace');
    });

    it('is disconnected by the server', async () => {
      fixture = await serve();
      const client = open(lib, '', ['websocket']);
      await next(client as never, 'connect');
      const gone = next(client as never, 'disconnect');
      await fixture.sio.disconnect(client.id);
      expect((await gone)[0]).toBe('io server disconnect');
    });
  },
);

describe('the JavaScript client 1.7, which encodes text twice over polling', () => {
  it('is sent any text by a json that writes ASCII only', async () => {
    const ascii = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
    const stringify = (value: unknown): string => JSON.stringify(value).replace(/[\u0080-\uffff]/g, ascii);
    fixture = await serve({ json: { parse: JSON.parse, stringify } });
    const client = open(io1, '', ['polling']);
    const heard = next(client as never, 'news');
    await next(client as never, 'connect');
    await fixture.sio.emit('news', 'Grüße 世界 \u{1f600}');
    expect(await heard).toEqual(['Grüße 世界 \u{1f600}']);
  });
});

describe('protocol 3 on the wire', () => {
  it('joins the main namespace unasked; leaving it leaves all', async () => {
    fixture = await serve();
    const left: string[] = [];
    fixture.sio.on('disconnect', (namespace) => void left.push(namespace), { namespace: '*' });
    fixture.sio.of('/admin').on('connect', (_sid, _environ, auth) => auth?.token === '1234');
    const wire = await Wire.open(fixture.url, 3);
    expect(await wire.next()).toBe('40');
    wire.send('40/admin?token=bad');
    expect(await wire.next()).toBe('44/admin,"Connection rejected by server"');
    wire.send('40/admin?token=1234&uid=abcd,');
    expect(await wire.next()).toBe('40/admin,');
    const [admin] = await fixture.sio.of('/admin').fetchClients();
    const [main] = await fixture.sio.fetchClients();
    expect(admin!.sid).toBe(`/admin#${main!.sid}`);
    wire.send('41');
    await until(() => left.length === 2);
    expect(left.sort()).toEqual(['/', '/admin']);
    wire.disconnect();
  });

  it('is told when even the main namespace is closed', async () => {
    fixture = await serve();
    fixture.sio.on('connect', () => false);
    const wire = await Wire.open(fixture.url, 3);
    fixture.own(wire);
    expect(await wire.next()).toBe('44"Connection rejected by server"');
  });

  it('is refused when the server does not want it', async () => {
    fixture = await serve({ protocols: [4] });
    const response = await fetch(`${fixture.url}/socket.io/?EIO=3&transport=polling`);
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: 5, message: 'Unsupported protocol version' },
    ]);
  });
});

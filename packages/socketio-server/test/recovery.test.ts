import { afterEach, describe, expect, it } from 'vitest';
import { Manager } from '../src/index.js';
import { type Fixture, next, refusal, serve, until } from './support/server.js';
import { Wire } from './support/wire.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

/** Breaks the connection as a bad network does. */
async function cut(client: Awaited<ReturnType<Fixture['connect']>>): Promise<void> {
  const before = fixture.sio.stats().connections;
  const lost = next(client, 'disconnect');
  client.io.engine.close();
  await lost;
  await until(() => fixture.sio.stats().connections < before);
}

async function reconnect(client: Awaited<ReturnType<Fixture['connect']>>): Promise<void> {
  const back = next(client, 'connect');
  client.connect();
  await back;
}

describe('connection state recovery', () => {
  it('gives a client that comes back its sid, rooms, session, and the events that it missed', async () => {
    fixture = await serve({ connectionStateRecovery: true });
    const { sio } = fixture;
    const recovered: boolean[] = [];
    sio.on('connect', (sid) => void recovered.push(sio.recovered(sid)));
    const client = await fixture.connect();
    const other = await fixture.connect();
    const sid = client.id!;
    await sio.enterRoom(sid, 'r');
    await sio.saveSession(sid, { user: 'ann' });
    const first = next(client, 'e');
    await sio.emit('e', 1);
    expect((await first)[0]).toBe(1);
    await cut(client);
    for (const [n, options] of [
      [2, {}],
      [3, { to: 'r' }],
      [4, { to: sid }],
      [5, { to: other.id! }],
      [6, { skipSid: sid }],
      [7, { to: 'x' }],
      [8, { volatile: true }],
      [9, { to: 'r', skipSid: 'r' }],
      [10, {}],
    ] as const) {
      await sio.emit('e', n, options);
    }
    const missed: unknown[] = [];
    client.on('e', (n) => missed.push(n));
    await reconnect(client);
    expect(client.recovered).toBe(true);
    expect(client.id).toBe(sid);
    expect(sio.rooms(sid)).toEqual([sid, 'r']);
    expect(await sio.getSession(sid)).toEqual({ user: 'ann' });
    const last = next(client, 'last');
    await sio.emit('last');
    await last;
    expect(missed).toEqual([2, 3, 4, 10]);
    expect(recovered).toEqual([false, false, true]);
  });

  it('asks the middlewares again', async () => {
    fixture = await serve({ connectionStateRecovery: true });
    let banned = false;
    fixture.sio.use(() => !banned);
    const client = await fixture.connect();
    const heard = next(client, 'e');
    await fixture.sio.emit('e');
    await heard;
    await cut(client);
    banned = true;
    const refused = refusal(client);
    client.connect();
    expect((await refused).message).toBe('Connection rejected by server');
  });

  it('does not ask them again when told so', async () => {
    fixture = await serve({ connectionStateRecovery: { skipMiddlewares: true } });
    let calls = 0;
    fixture.sio.use(() => void calls++);
    const client = await fixture.connect();
    const heard = next(client, 'e');
    await fixture.sio.emit('e');
    await heard;
    await cut(client);
    await reconnect(client);
    expect([client.recovered, calls]).toEqual([true, 1]);
  });

  it('is for those who lost their connection, not for those who left', async () => {
    fixture = await serve({ connectionStateRecovery: true });
    const client = await fixture.connect();
    const before = client.id;
    const heard = next(client, 'e');
    await fixture.sio.emit('e');
    await heard;
    client.disconnect();
    await until(() => fixture.sio.stats().clients['/'] === undefined);
    await reconnect(client);
    expect(client.recovered).toBe(false);
    expect(client.id).not.toBe(before);
  });

  it.each([
    ['an unknown id', { pid: 'made up', offset: 'x' }],
    ['no offset', { pid: 'made up' }],
    ['nonsense', { pid: 1, offset: {} }],
  ])('begins anew with %s', async (_what, auth) => {
    fixture = await serve({ connectionStateRecovery: true });
    expect((await fixture.connect('/', { auth })).connected).toBe(true);
  });

  it('begins anew when events have been forgotten in the meantime', async () => {
    fixture = await serve({ connectionStateRecovery: { maxPackets: 5 } });
    const client = await fixture.connect();
    const heard = next(client, 'e');
    await fixture.sio.emit('e');
    await heard;
    await cut(client);
    for (let i = 0; i < 20; i++) await fixture.sio.emit('e', i);
    await reconnect(client);
    expect(client.recovered).toBe(false);
  });

  it('is warned of where the client manager cannot do it', async () => {
    class Forgetful extends Manager {
      override enableRecovery(): boolean {
        return false;
      }
    }
    fixture = await serve({ connectionStateRecovery: true, clientManager: new Forgetful() });
    expect(fixture.log.entries).toMatchObject([
      { level: 'warn', message: expect.stringContaining('connectionStateRecovery has no effect') },
    ]);
  });

  it('costs those nothing who cannot use it: without it, nothing is added to packets', async () => {
    fixture = await serve();
    const wire = await Wire.open(fixture.url);
    fixture.own(wire);
    wire.send('40');
    expect(await wire.next()).toMatch(/^40\{"sid":"[^"]+"\}$/);
    await fixture.sio.emit('e', 1);
    expect(await wire.next()).toBe('42["e",1]');
  });
});

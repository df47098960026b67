import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionRefusedError, tuple } from '../src/index.js';
import { type Fixture, next, serve, until } from './support/server.js';

let fixture: Fixture;
afterEach(() => fixture[Symbol.asyncDispose]());

const told = (level: string) =>
  fixture.log.entries.filter((entry) => entry.level === level).map(({ message }) => message);

describe('a logger', () => {
  it('is told of clients at info, of single events at debug, and of nothing that they carry', async () => {
    fixture = await serve();
    const { sio } = fixture;
    sio.on('say', async (sid) => {
      await sio.emit('said', tuple('secret', 2), { to: sid });
    });
    const client = await fixture.connect();
    const sid = client.id!;
    client.emit('say', 'secret');
    await next(client, 'said');
    client.emit('line\nbreak', 'secret');
    await until(() => told('info').length === 2);
    client.disconnect();
    await until(() => told('info').length === 3);
    expect(told('info')).toEqual([
      `${sid} joined "/" from 127.0.0.1`,
      `"line\\nbreak" from ${sid} in "/" has no handler`,
      `${sid} left "/": client disconnect`,
    ]);
    expect(told('debug').slice(0, 3)).toEqual([
      `"say" from ${sid} in "/"`,
      `"said" to "${sid}" in "/"`,
      `"line\\nbreak" from ${sid} in "/"`,
    ]);
    expect(JSON.stringify(fixture.log.entries)).not.toContain('secret');
  });

  it('is told who was refused, and why', async () => {
    fixture = await serve();
    fixture.sio.on('connect', () => {
      throw new ConnectionRefusedError('members only');
    });
    await next(fixture.open().connect(), 'connect_error');
    await next(fixture.open('/nowhere').connect(), 'connect_error');
    expect(told('info')).toEqual([
      'A client was refused in "/": members only',
      'A client was refused in "/nowhere": Invalid namespace',
    ]);
  });

  it('that is off is told nothing of all this', async () => {
    const info = vi.spyOn(console, 'info');
    fixture = await serve({ logger: false });
    const client = await fixture.connect();
    client.disconnect();
    await until(() => fixture.sio.stats().connections === 0);
    expect(info).not.toHaveBeenCalled();
    info.mockRestore();
  });
});

import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
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

  it.each<[boolean | undefined, string[]]>([
    [true, ['warn', 'info', 'error']],
    [false, ['error']],
    [undefined, ['error']],
  ])('of %s writes %j to the console', async (logger, expected) => {
    const written: string[] = [];
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation(() => void written.push(level));
    }
    onTestFinished(() => void vi.restoreAllMocks());
    fixture = await serve({ logger });
    const { sio } = fixture;
    sio.on('fail', () => {});
    sio.on('fail', () => {
      throw new Error('a mistake in the application');
    });
    const client = await fixture.connect();
    client.emit('fail');
    await until(() => written.includes('error'));
    expect(written).toEqual(expected);
  });
});

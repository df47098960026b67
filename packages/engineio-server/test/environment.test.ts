import { describe, expect, it } from 'vitest';
import { startServer } from './support/server.js';

async function seen(trustProxy: boolean | number | undefined, headers: Record<string, string>) {
  const { url, sessions } = await startServer({ trustProxy });
  await (await fetch(`${url}?EIO=4&transport=polling`, { headers })).arrayBuffer();
  const { address, secure } = sessions[0]!.session.environ;
  return [address, secure];
}

const forwarded = { 'x-forwarded-for': '9.9.9.9, 10.0.0.1, 10.0.0.2', 'x-forwarded-proto': 'https' };

describe('trustProxy', () => {
  it('off, the default, believes the connection alone', async () => {
    expect(await seen(undefined, forwarded)).toEqual(['127.0.0.1', false]);
    expect(await seen(false, forwarded)).toEqual(['127.0.0.1', false]);
    expect(await seen(0, forwarded)).toEqual(['127.0.0.1', false]);
  });

  it('on takes the first address of the list', async () => {
    expect(await seen(true, forwarded)).toEqual(['9.9.9.9', true]);
  });

  it('a number takes the address that so many proxies vouch for', async () => {
    expect(await seen(1, forwarded)).toEqual(['10.0.0.2', true]);
    expect(await seen(2, forwarded)).toEqual(['10.0.0.1', true]);
    expect(await seen(9, forwarded)).toEqual(['9.9.9.9', true]);
  });

  it('on without a proxy is the connection again', async () => {
    expect(await seen(true, {})).toEqual(['127.0.0.1', false]);
  });
});

describe('the query', () => {
  it('is each client’s own, and nobody’s to change', async () => {
    const { url, sessions } = await startServer();
    for (const list of ['a', 'a', 'b']) {
      await (await fetch(`${url}?EIO=4&transport=polling&list=${list}&list=x`)).arrayBuffer();
    }
    const queries = sessions.map(({ session }) => session.environ.query as Record<string, string | string[]>);
    expect(queries.map((query) => query['list'])).toEqual([
      ['a', 'x'],
      ['a', 'x'],
      ['b', 'x'],
    ]);
    expect(() => Object.assign(queries[0]!, { list: 'mine' })).toThrow(TypeError);
    expect(() => (queries[0]!['list'] as string[]).push('mine')).toThrow(TypeError);
  });
});

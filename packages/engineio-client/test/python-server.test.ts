import { describe, expect, test } from 'vitest';
import { eventually } from './support/eventually.js';
import { hasPython, startPython } from './support/python.js';
import { collect, newClient } from './support/servers.js';

const start = async (transports = 'polling,websocket') => {
  const { port } = await startPython(new URL('python/server.py', import.meta.url), transports);
  return `http://127.0.0.1:${port}`;
};

describe.skipIf(!hasPython)('python-engineio', () => {
  test.each([[['polling']], [['websocket']], [['polling', 'websocket']]] as const)(
    'echoes over %s',
    async (transports) => {
      const client = newClient();
      const messages = collect(client);
      await client.connect(await start(), { transports });
      const sent = Array.from({ length: 40 }, (_, n) => (n % 4 ? `m${n} é 😀` : Buffer.from([n, 255])));
      for (const message of sent) client.send(message);
      await eventually(() => messages.length).toBe(sent.length);
      expect(messages.map((message) => (typeof message === 'string' ? message : Buffer.from(message)))).toEqual(sent);
      await eventually(() => client.transport).toBe(transports.at(-1));
    },
  );

  test('a burst over polling arrives whole', async () => {
    const client = newClient({ transports: ['polling'] });
    const messages = collect(client);
    await client.connect(await start('polling'));
    client.send('burst');
    await eventually(() => messages.length).toBe(100);
    expect(messages).toEqual(Array.from({ length: 100 }, (_, n) => `n${n}`));
  });

  test('a session outlives pings, and ends when the server says so', async () => {
    const client = newClient({ transports: ['websocket'] });
    const reason = new Promise((resolve) => client.on('disconnect', resolve));
    const messages = collect(client);
    await client.connect(await start());
    client.send('still here');
    await eventually(() => messages).toEqual(['still here']);
    client.send('bye');
    expect(await reason).toBe('server disconnect');
  });

  test("a refusal carries the server's words", async () => {
    const client = newClient();
    await expect(client.connect(await start(), { query: { refuse: 1 } })).rejects.toMatchObject({
      status: 401,
      data: { why: 'not today' },
    });
  });
});

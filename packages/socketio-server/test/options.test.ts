import { expect, it } from 'vitest';
import { resolveOptions } from '../src/options.js';
import { Log, serve } from './support/server.js';

it('what is not given has its default', () => {
  expect(resolveOptions({})).toEqual({
    asyncHandlers: true,
    alwaysConnect: false,
    namespaces: ['/'],
    connectTimeout: 45_000,
    maxNamespaces: 100,
    maxAttachments: 10,
    maxHttpBufferSize: 1_000_000,
    maxBackpressure: 16 * 1024 * 1024,
    recovery: undefined,
  });
});

it('the engine below has a logger of its own', async () => {
  const engineioLogger = new Log();
  await using fixture = await serve({ engineioLogger });
  await fixture.connect();
  const opened = 'engine: a session opened over websocket';
  expect(engineioLogger.entries.map(({ message }) => message)).toContain(opened);
  expect(fixture.log.entries.map(({ message }) => message)).not.toContain(opened);
});

it('the engine below is silent when only the server has a logger', async () => {
  await using fixture = await serve();
  const { id } = await fixture.connect();
  expect(fixture.log.entries.map(({ message }) => message)).toEqual([`${id} joined "/" from 127.0.0.1`]);
});

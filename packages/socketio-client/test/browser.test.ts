import type { IncomingMessage } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectPage, hasChromium, launch, logOf, openPage, startPages } from './support/chromium.js';
import { eventually } from './support/eventually.js';
import { startServer, TRANSPORTS } from './support/servers.js';

describe.skipIf(!hasChromium)('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(TRANSPORTS.map((transports) => [transports]))('under a strict policy, over %s', async (transports) => {
    const { url, io } = await startPages();
    io.on('connection', (socket) => {
      socket.on('echo', (...args) => args.pop()(...args));
      socket.on('question', async (reply) => reply(await socket.emitWithAck('question', Buffer.from([7]))));
    });
    const page = await openPage(browser, url);
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await connectPage(page, transports);
    const answers = await page.evaluate(async () => {
      const { client, sio } = window;
      client.on('question', (bytes: Uint8Array) => bytes[0]! * 6);
      const echo = (await client.call('echo', sio.tuple('é 😀', new Uint8Array([0, 255]).buffer))) as [
        string,
        Uint8Array,
      ];
      return [echo[0], [...echo[1]], await client.call('question')];
    });
    expect(answers).toEqual(['é 😀', [0, 255], 42]);
    await eventually(() => page.evaluate(() => window.client.transport)).toBe(transports.at(-1));
    await page.evaluate(() => window.client.disconnect());
    expect(problems).toEqual([]);
  });

  test('a script tag gives the global io', async () => {
    const { url, io } = await startPages();
    io.of('/chat').on('connection', (socket) => socket.on('echo', (data, reply) => reply(data)));
    const page = await openPage(browser, `${url}/script`);
    const answer = await page.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: what a script finds on its page has no types
      const socket = (globalThis as any).io('/chat');
      await new Promise((resolve) => socket.on('connect', resolve));
      return [socket.connected, await socket.emitWithAck('echo', 'hello')];
    });
    expect(answer).toEqual([true, 'hello']);
  });

  test.each([true, false])('withCredentials: %s decides about cookies of other origins', async (withCredentials) => {
    const { url } = await startPages();
    const cookies: (string | undefined)[] = [];
    const other = await startServer({
      cookie: true,
      cors: { origin: url, credentials: true },
      transports: ['polling'],
    });
    other.io.engine.use((request: IncomingMessage, _response: unknown, next: () => void) => {
      if (request.url?.includes('sid=') && request.method !== 'OPTIONS') cookies.push(request.headers.cookie);
      next();
    });
    const page = await openPage(browser, `${url}/open`);
    await page.evaluate(
      async ([to, credentials]) => {
        const client = new window.sio.Client({ withCredentials: credentials });
        await client.connect(to, { transports: ['polling'], waitTimeout: 10_000 });
      },
      [other.url, withCredentials] as const,
    );
    expect(new Set(cookies.map((cookie) => cookie?.startsWith('io=') ?? false))).toEqual(new Set([withCredentials]));
  });

  test('a network that goes away is noticed at once, and one that is back is used at once', async () => {
    const { url } = await startPages();
    const page = await openPage(browser, url);
    await connectPage(page, ['websocket']);
    await page.context().setOffline(true);
    await eventually(() => logOf(page)).toEqual(['connect', 'transport close']);
    await page.context().setOffline(false);
    await eventually(() => logOf(page)).toEqual(['connect', 'transport close', 'connect']);
  });

  test.each(TRANSPORTS.map((transports) => [transports]))(
    'the back/forward cache takes the page, and brings it back connected, over %s',
    async (transports) => {
      const { url } = await startPages();
      const page = await openPage(browser, url);
      await connectPage(page, transports);
      await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => window.log.push({ persisted })));
      await page.goto(`${url}/elsewhere`);
      await page.goBack({ waitUntil: 'commit' });
      await eventually(() => logOf(page)).toEqual(expect.arrayContaining([{ persisted: true }]));
      await eventually(async () => (await logOf(page)).filter((entry) => entry === 'connect').length).toBeGreaterThan(
        1,
      );
      expect((await logOf(page)).slice(0, 2)).toEqual(['connect', 'transport close']);
    },
  );
});

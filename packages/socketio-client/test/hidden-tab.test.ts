import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectPage, hasChromium, logOf, startPages } from './support/chromium.js';
import { eventually } from './support/eventually.js';
import { launchTabs, type Tab, type TabbedBrowser } from './support/tabs.js';

declare global {
  interface Window {
    /** How often a timer of 10 ms came, and how long after the time before it came last. */
    ticks: number;
    gap: number;
  }
}

/** A delay that no test outlasts: only waking up connects again. */
const NEVER = 1_000_000;

describe.skipIf(!hasChromium).each(['polling', 'websocket'])('a tab behind another, over %s', (transport) => {
  let browser: TabbedBrowser;
  beforeAll(async () => {
    browser = await launchTabs();
  });
  afterAll(() => browser?.close());

  /** A page that connects in front, and then is hidden by another. */
  async function openHidden(url: string): Promise<Tab> {
    const open = await browser.window();
    const tab = await open(`${url}/`);
    await tab.show();
    await eventually(() => tab.evaluate(() => `${document.visibilityState}, ${'sio' in window}`)).toBe('visible, true');
    await connectPage(tab, [transport], NEVER);
    await tab.evaluate(() => {
      for (const event of ['freeze', 'resume']) document.addEventListener(event, () => window.log.push(event));
      let last = performance.now();
      window.ticks = 0;
      setInterval(() => {
        const now = performance.now();
        window.gap = now - last;
        window.ticks++;
        last = now;
      }, 10);
    });
    const front = await open(`${url}/elsewhere`);
    await front.show();
    await eventually(() => tab.evaluate(() => document.visibilityState)).toBe('hidden');
    await eventually(() => tab.evaluate(() => window.gap)).toBeGreaterThan(900);
    return tab;
  }

  test('answers pings in time although its timers are throttled', async () => {
    const { url, io } = await startPages({ pingInterval: 100, pingTimeout: 5_000 });
    let pongs = 0;
    io.on('connection', (socket) => socket.conn.on('heartbeat', () => pongs++));
    const tab = await openHidden(url);
    const ticks = await tab.evaluate(() => window.ticks);
    const before = pongs;
    await eventually(() => pongs - before).toBeGreaterThan(20);
    // Of a timer of 10 ms hundreds would be due; one that has to wait for its second answers fewer pings.
    expect((await tab.evaluate(() => window.ticks)) - ticks).toBeLessThan(10);
    expect(await tab.evaluate(() => document.visibilityState)).toBe('hidden');
    expect(await logOf(tab)).toEqual(['connect']);
  });

  test('is dropped while it is frozen, and connects when it is resumed', async () => {
    const { url, io } = await startPages({ pingInterval: 200, pingTimeout: 3_000 });
    const gone = new Promise((resolve) => io.on('connection', (socket) => socket.on('disconnect', resolve)));
    const tab = await openHidden(url);
    await tab.freeze();
    await eventually(() => logOf(tab)).toEqual(['connect', 'freeze']);
    const ticks = await tab.evaluate(() => window.ticks);
    expect(await gone).toBe('ping timeout');
    expect(await tab.evaluate(() => window.ticks)).toBe(ticks);
    await tab.resume();
    await eventually(async () => (await logOf(tab)).at(-1)).toBe('connect');
    // What tells of the loss, a timer that went overdue or the socket, and whether before the event, is no matter.
    const log = await logOf(tab);
    expect(log).toHaveLength(5);
    expect(log).toContain('resume');
    expect(await tab.evaluate(() => document.visibilityState)).toBe('hidden');
  });
});

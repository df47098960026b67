import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveUi } from '../src/index.js';
import { chromiumPath, launch } from './support/chromium.js';
import { Fixture, until } from './support/fixture.js';

const ARTIFACTS = fileURLToPath(new URL('../../../artifacts/', import.meta.url));
const auth = { username: 'admin', password: 'correct horse' };

/** What the page was kept from by its own headers. */
const violations: string[] = [];

/** The official front end, on a page of its own; nothing but our server is asked for anything. */
async function openUi(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.route(
    (to) => to.origin !== url,
    (route) => route.abort(),
  );
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  await page.goto(`${url}/admin-ui/`);
  return page;
}

async function logIn(page: Page, url: string, { username, password }: typeof auth): Promise<void> {
  await page.getByLabel('Server URL').fill(url);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Connect' }).click();
}

const go = (page: Page, view: string) => page.locator('.v-navigation-drawer').getByText(view, { exact: true }).click();

describe.skipIf(!chromiumPath)('the official front end in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
    await mkdir(ARTIFACTS, { recursive: true });
  });
  afterAll(() => browser?.close());

  it('turns a wrong password away, and shows our sockets, rooms, events and servers after the right one', async () => {
    const options = { auth, serverId: 'server-one', serverStatsInterval: 100 };
    await using fixture = await Fixture.start(options, { staticFiles: serveUi() });
    const { sio, url } = fixture;
    sio.on('connect', (sid) => sio.enterRoom(sid, 'kitchen'));
    sio.on('say', (sid, text) => sio.emit('said', text, { to: sid }));
    const ann = await fixture.connect();
    await sio.saveSession(ann.id!, { user: 'ann' });

    const page = await openUi(browser, url);
    await logIn(page, url, { ...auth, password: 'wrong' });
    await page.getByText('Invalid credentials').waitFor();
    expect(sio.manager.countClients('/admin')).toBe(0);
    await logIn(page, url, auth);
    await page.locator('.v-dialog').waitFor({ state: 'hidden' });

    const bob = await fixture.connect();
    await bob.emitWithAck('say', 'soup is ready');
    await page.locator('tr', { hasText: '/admin' }).waitFor();
    await page.screenshot({ path: `${ARTIFACTS}admin-ui-dashboard.png` });

    await go(page, 'Sockets');
    for (const client of [ann, bob]) await page.getByText(client.id!).first().waitFor();
    await page.screenshot({ path: `${ARTIFACTS}admin-ui-sockets.png` });
    await go(page, 'Rooms');
    await page.getByText('kitchen').first().waitFor();
    await page.screenshot({ path: `${ARTIFACTS}admin-ui-rooms.png` });
    await go(page, 'Events');
    await page.locator('tr', { hasText: 'said' }).getByRole('button').click();
    await page.getByText('soup is ready').first().waitFor();
    await page.screenshot({ path: `${ARTIFACTS}admin-ui-events.png` });
    await go(page, 'Servers');
    await page.getByText('server-one').first().waitFor();

    await page.goto(`${url}/admin-ui/#/n/%2F/sockets/${ann.id}`);
    await page.getByText('"user": "ann"').waitFor();
    await page.screenshot({ path: `${ARTIFACTS}admin-ui-socket.png` });
    const gone = new Promise((resolve) => ann.once('disconnect', resolve));
    await page.locator('tr', { hasText: 'Connected' }).locator('button').last().click();
    expect(await gone).toBe('io server disconnect');

    await page.reload();
    await page.locator('.v-dialog').waitFor({ state: 'hidden' });
    await until(() => sio.manager.countClients('/admin') === 1);
    await go(page, 'Sockets');
    await page.getByText(bob.id!).first().waitFor();
    expect(await page.evaluate("localStorage.getItem('session_id')")).toMatch(/^[0-9a-f]{32}$/);
    expect(fixture.errors).toEqual([]);
    expect(violations).toEqual([]);
    await page.context().close();
  });
});

describe('serveUi()', () => {
  it('has the server deliver the front end', async () => {
    await using fixture = await Fixture.start({}, { staticFiles: { ...serveUi('control') } });
    const page = await fetch(`${fixture.url}/control/`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    const script = /<script src="(js\/app[^"]+)"/.exec(await page.text())![1];
    const answer = await fetch(`${fixture.url}/control/${script}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    expect((await fetch(`${fixture.url}/control/../package.json`)).status).toBe(404);
    const bare = await fetch(`${fixture.url}/control?a=1`, { redirect: 'manual' });
    expect([bare.status, bare.headers.get('location')]).toEqual([301, '/control/?a=1']);
  });
});

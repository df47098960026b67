import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from '@x/socketio-server';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chapters } from '../.vitepress/sidebar.js';
import { namedPages } from './seed-chapters.js';
import { chromiumPath, launch } from './support/chromium.js';
import { BASE, brokenLinks, build, type Page, readPages } from './support/site.js';

/** A build takes half a minute on two cores of its own. */
const BUILD = 600_000;
const VISITS = 300_000;

let folder: string;
let pages: Page[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'));
  await build(folder);
  pages = readPages(folder);
}, BUILD);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pages that people wrote, in place of those that typedoc did. */
const written = () => pages.filter(({ path }) => !path.startsWith('reference/api/') && path !== '404.html');

describe('the built site', () => {
  it('has every page of the sidebar, and no other', () => {
    const listed = chapters.flatMap(({ base = '', items = [] }) =>
      items.map(({ link = '' }) => `${base}${link}`.slice(1)),
    );
    const expected = listed.map((path) => `${path.replace(/\/$/, '/index')}.html`);
    const found = pages.map(({ path }) => path);
    expect(expected.filter((path) => !found.includes(path))).toEqual([]);
    const unlisted = written().filter(({ path }) => path !== 'index.html' && !expected.includes(path));
    expect(unlisted.map(({ path }) => path)).toEqual([]);
  });

  it('has no link to a page or heading that does not exist', () => {
    expect(pages.length).toBeGreaterThan(100);
    expect(brokenLinks(pages)).toEqual({});
  });

  it('has every page and heading that takes the place of a chapter of the seeds', () => {
    const links = namedPages().map((page) => `${BASE}${page.replace(/(#|$)/, '.html$1')}`);
    const list: Page = { path: 'test/seed-chapters.ts', links, ids: new Set() };
    expect(links.length).toBeGreaterThan(50);
    const broken = Object.entries(brokenLinks([...pages, list]));
    expect(broken.filter(([, from]) => from.includes(list.path)).map(([link]) => link)).toEqual([]);
  });
});

describe.skipIf(!chromiumPath)('the site in Chromium', () => {
  let browser: Browser;
  let server: Server;
  let origin: string;
  let tab: Tab;
  /** What went wrong since the last look. */
  let complaints: string[] = [];

  beforeAll(async () => {
    server = new Server({ staticFiles: { [BASE.slice(0, -1)]: folder } });
    const { port } = await server.listen(0, '127.0.0.1');
    origin = `http://127.0.0.1:${port}`;
    browser = await launch();
    tab = await browser.newPage();
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('request', (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (protocol.startsWith('http') && asked !== origin)
        complaints.push(`a request to another host: ${request.url()}`);
    });
    tab.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.shutdown();
  });

  /** Opens a page, waits until Vue has taken it over, and gives what went wrong meanwhile. */
  async function visit(path: string): Promise<string[]> {
    complaints = [];
    await tab.goto(`${origin}${BASE}${path}`, { waitUntil: 'load' });
    await tab.waitForFunction(() => (document.querySelector('#app') as { __vue_app__?: unknown } | null)?.__vue_app__);
    return complaints;
  }

  it(
    'opens every page without an error, a failed request or a foreign one, and none is wider than a phone',
    async () => {
      await tab.setViewportSize({ width: 390, height: 844 });
      const api = pages.filter(({ path }) => /^reference\/api\/[^/]*\/?(index|classes\/[^/]*).html$/.test(path));
      const wrong: Record<string, unknown> = {};
      for (const { path } of [...written(), ...api]) {
        const found = [...(await visit(path))];
        const width = await tab.evaluate(() => document.documentElement.scrollWidth);
        if (width > 390) found.push(`${width} pixels wide`);
        if (found.length > 0) wrong[path] = found;
      }
      expect(wrong).toEqual({});
    },
    VISITS,
  );

  it(
    'finds pages by their words, without asking anybody',
    async () => {
      await tab.setViewportSize({ width: 1280, height: 900 });
      expect(await visit('')).toEqual([]);
      await tab.getByRole('button', { name: 'Search' }).first().click();
      await tab.locator('#localsearch-input').fill('acknowledgements');
      const result = tab.locator('#localsearch-list a.result').first();
      await result.waitFor();
      await result.click();
      await tab.waitForURL((url) => url.pathname !== BASE);
      await tab
        .getByText(/acknowledgement/i)
        .first()
        .waitFor();
      expect(complaints).toEqual([]);
    },
    VISITS,
  );

  it(
    'remembers light and dark',
    async () => {
      await visit('');
      const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const before = await background();
      await tab.getByRole('switch').first().click();
      await expect.poll(background).not.toBe(before);
      const after = await background();
      await visit('guide/getting-started.html');
      expect(await background()).toBe(after);
    },
    VISITS,
  );
});

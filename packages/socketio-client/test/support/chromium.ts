import { appendFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Server, type ServerOptions } from 'socket.io';
import { onTestFinished } from 'vitest';
import type { Client } from '../../src/index.js';
import { listen, type SocketServer } from './servers.js';

/** Where Chromium is: what CHROMIUM_PATH says, else where Debian and others put it. */
export const executablePath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

export const hasChromium = executablePath !== undefined;

if (!hasChromium) {
  const report = process.env['MISSING_PEERS_FILE'];
  if (report) appendFileSync(report, 'Chromium: not found, browser tests skipped\n');
}

/** What the page's own script leaves for the tests. */
declare global {
  interface Window {
    sio: typeof import('../../src/index.js');
    client: Client;
    log: unknown[];
  }
}

/** A browser whose pages go into the back/forward cache, as people's do. Hidden tabs it has none: see `tabs.ts`. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: executablePath!,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
}

const bundle = async (entry: string, format: 'esm' | 'iife') => {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../../src/${entry}`, import.meta.url).pathname],
    bundle: true,
    minify: true,
    write: false,
    format,
    platform: 'browser',
    target: 'es2022',
    conditions: ['@x/source'],
  });
  return outputFiles[0]!.text;
};

const PAGES: Record<string, [type: string, body: string]> = {
  '/': ['text/html', '<!doctype html><title>page</title><script type="module" src="/page.js"></script>'],
  // The policy of this one allows other servers.
  '/open': ['text/html', '<!doctype html><title>page</title><script type="module" src="/page.js"></script>'],
  '/script': ['text/html', '<!doctype html><title>script</title><script src="/io.js"></script>'],
  '/elsewhere': ['text/html', '<!doctype html><title>elsewhere</title>'],
  '/page.js': ['text/javascript', "import * as sio from '/client.js'; Object.assign(window, { sio, log: [] });"],
};

/** The official server, and pages with a strict policy: no inline script, no eval, no other server. */
export async function startPages(options: Partial<ServerOptions> = {}): Promise<SocketServer> {
  PAGES['/client.js'] ??= ['text/javascript', await bundle('index.ts', 'esm')];
  PAGES['/io.js'] ??= ['text/javascript', await bundle('io/script.ts', 'iife')];
  const http = createServer((request, response) => {
    const [type, body] = PAGES[request.url ?? ''] ?? ['text/plain', ''];
    const connect = request.url === '/open' ? 'http://127.0.0.1:*' : "'self'";
    response.setHeader('content-security-policy', `default-src 'none'; script-src 'self'; connect-src ${connect}`);
    response.setHeader('content-type', type).end(body);
  });
  const io = new Server(http, { serveClient: false, ...options });
  const port = await listen(http);
  onTestFinished(() => io.close());
  return { url: `http://127.0.0.1:${port}`, port, io, http };
}

/** Opens a page and waits for its script. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'sio' in window || 'io' in window);
  return page;
}

/** What runs functions in a page; they see nothing but what is there, and their argument. */
export interface Scripted {
  evaluate<T>(body: () => T | Promise<T>): Promise<T>;
  evaluate<T, A>(body: (arg: A) => T | Promise<T>, arg: A): Promise<T>;
}

/** Connects a client of the page that notes what happens to it. */
export function connectPage(page: Scripted, transports: readonly string[], reconnectionDelay = 50): Promise<void> {
  return page.evaluate(
    async ([names, delay]) => {
      const client = new window.sio.Client({ reconnectionDelay: delay, reconnectionDelayMax: 2 * delay });
      window.client = client as never;
      client.on('connect', () => void window.log.push('connect'));
      client.on('disconnect', (reason) => void window.log.push(reason));
      await client.connect(location.origin, { transports: names as never, waitTimeout: 10_000 });
    },
    [transports, reconnectionDelay] as const,
  );
}

export const logOf = (page: Scripted) => page.evaluate(() => window.log);

import { createServer, type Server as HttpServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from './support/chromium.js';
import { close, listen, official, ours } from './support/servers.js';
import { expected, type Findings, type Transports } from './support/talk.js';

const CLIENTS = { ours: './support/page-ours.ts', official: './support/page-official.ts' };
const SERVERS = { ours, official };

async function bundle(path: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(path, import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@x/source', 'browser'],
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

describe.skipIf(!chromiumPath)('in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let pages: HttpServer;
  let origin: string;

  beforeAll(async () => {
    const scripts = new Map<string, string>();
    for (const [name, path] of Object.entries(CLIENTS)) scripts.set(`/${name}.js`, await bundle(path));
    pages = createServer(({ url = '/' }, response) => {
      const script = scripts.get(url);
      response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
      response.end(script ?? `<!doctype html><title>${url}</title><script src="${url}.js"></script>`);
    });
    [origin, browser] = await Promise.all([listen(pages), launch()]);
    page = await browser.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    if (pages) await close(pages);
  });

  describe.each([
    ['ours', 'ours'],
    ['ours', 'official'],
    ['official', 'ours'],
  ] as const)('the client that is %s and the server that is %s', (client, server) => {
    it.each([
      ['polling only', ['polling']],
      ['WebSocket only', ['websocket']],
      ['an upgrade', ['polling', 'websocket']],
    ] satisfies [string, Transports][])('understand each other over %s', async (_name, transports) => {
      const { url, stop } = await SERVERS[server](origin);
      try {
        await page.goto(`${origin}/${client}`);
        const findings = await page.evaluate(
          ([at, by]) =>
            (globalThis as unknown as { talk(url: string, transports: Transports): Promise<Findings> }).talk(at, by),
          [url, transports as Transports] as const,
        );
        expect(findings).toEqual(expected(transports.at(-1)!));
      } finally {
        await stop();
      }
    });
  });

  it('a page of another origin is kept out unless it is invited', async () => {
    const { url, stop } = await ours('https://friends.example');
    try {
      await page.goto(`${origin}/ours`);
      const talk = page.evaluate(
        ([at]) =>
          (globalThis as unknown as { talk(url: string, transports: Transports): Promise<Findings> }).talk(at, [
            'websocket',
          ]),
        [url] as const,
      );
      await expect(talk).rejects.toThrow(/ConnectionError/);
    } finally {
      await stop();
    }
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isThere, routesOf } from './code-blocks/brokers.js';
import { blocksOf } from './code-blocks/markdown.js';
import { DOCS } from './code-blocks/pages.js';
import { programsOf } from './code-blocks/programs.js';
import { Workspace } from './code-blocks/workspace.js';
import { chromiumPath, launch } from './support/chromium.js';

const PAGE = 'frameworks/express.md';
const CHILD = fileURLToPath(new URL('./code-blocks/child', import.meta.url));
const PATIENCE = 60_000;

/** Two processes of the chat that the page builds, and two people with a browser each: what a reader does in its last step. */
describe.skipIf(!chromiumPath || !(await isThere('redis')))('the chat that frameworks/express.md builds', () => {
  const workspace = new Workspace();
  const processes: ChildProcess[] = [];
  let browser: Browser;
  let here: string;
  let there: string;

  beforeAll(async () => {
    const blocks = blocksOf(PAGE, readFileSync(join(DOCS, PAGE), 'utf8'));
    const program = programsOf(blocks).find(({ words }) => words.name === 'cluster.ts')!;
    const page = blocks.find(({ language }) => language === 'html')!;
    const file = workspace.write(program);
    mkdirSync(join(dirname(file), 'public'));
    writeFileSync(join(dirname(file), 'public', 'index.html'), page.code);
    [here, there] = (await Promise.all([start(file), start(file)])) as [string, string];
    browser = await launch();
  }, PATIENCE);

  afterAll(async () => {
    await browser?.close();
    for (const child of processes) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
    workspace[Symbol.dispose]();
  });

  it(
    'has one login, one room and one conversation at both processes',
    async () => {
      const ann = await person('Ann', here);
      const bob = await person('Bob', there);
      await hears(ann, 'Bob joined lobby');
      await say(ann, 'Hello Bob');
      await hears(bob, '[lobby] Ann: Hello Bob');
      await say(bob, 'Hello Ann');
      await hears(ann, '[lobby] Bob: Hello Ann');

      await ann.fill('#room', 'den');
      await say(ann, 'too early');
      await hears(ann, 'Join the room first');
      await ann.click('#join button');
      await hears(ann, 'Ann joined den');
      await say(ann, 'to myself');
      await hears(ann, '[den] Ann: to myself');

      // Logged in at the other process too, and out at both.
      await ann.goto(there);
      await hears(ann, 'Ann joined lobby');
      await ann.click('text=Log out');
      await ann.waitForSelector('#login', { state: 'visible' });
      await ann.goto(here);
      await ann.waitForSelector('#login', { state: 'visible' });

      await hears(bob, 'Ann left lobby');
      expect(await bob.locator('#log').textContent()).not.toContain('den');
    },
    PATIENCE,
  );

  /** Starts the program, on a free port in place of its own. Resolves with its address. */
  async function start(file: string): Promise<string> {
    const reports = `${file}.${processes.length}.reports`;
    const child = spawn(
      process.execPath,
      ['--conditions=@x/source', '--import', join(CHILD, 'preload.mjs'), join(CHILD, 'main.mjs')],
      {
        cwd: dirname(file),
        stdio: ['ignore', 'ignore', 'inherit'],
        env: {
          ...process.env,
          BLOCK_PROGRAM: file,
          BLOCK_REPORT: reports,
          BLOCK_ROUTES: JSON.stringify(routesOf(['redis'])),
        },
      },
    );
    processes.push(child);
    for (;;) {
      const port = existsSync(reports) && /"port":(\d+)/.exec(readFileSync(reports, 'utf8'))?.[1];
      if (port) return `http://localhost:${port}`;
      if (child.exitCode !== null) throw new Error(`the chat ended with ${child.exitCode}`);
      await delay(20);
    }
  }

  async function person(name: string, url: string): Promise<Tab> {
    const tab = await (await browser.newContext()).newPage();
    await tab.goto(url);
    await tab.fill('#login input', name);
    await tab.click('#login button');
    await hears(tab, `${name} joined lobby`);
    return tab;
  }

  async function say(tab: Tab, text: string): Promise<void> {
    await tab.fill('#text', text);
    await tab.click('#say button');
  }

  async function hears(tab: Tab, line: string): Promise<void> {
    await tab.locator('#log li', { hasText: line }).first().waitFor();
  }
});

import { appendFileSync, existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Chromium is: what CHROMIUM_PATH says, else where Debian and others put it. */
export const chromiumPath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

if (!chromiumPath) {
  if (process.env['CI'] === 'true') throw new Error('Chromium was not found: set CHROMIUM_PATH, or install chromium.');
  const report = process.env['MISSING_PEERS_FILE'];
  if (report) appendFileSync(report, 'Chromium: not found, browser tests skipped\n');
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: FLAGS });
}

/** One person's browser on the chat's page, with everything that went wrong there. */
export class Visitor {
  readonly page: Page;
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    // Shorter than a test may take, so that it is the missing thing that is reported.
    page.setDefaultTimeout(12_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // A server that is away makes the browser say so; that is no fault of the page.
      if (message.type() === 'error' && !/ERR_CONNECTION_REFUSED|Failed to load resource/.test(message.text())) {
        this.complaints.push(message.text());
      }
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const visitor = new Visitor(await context.newPage());
    await visitor.page.goto(url);
    return visitor;
  }

  async signIn(nickname: string): Promise<this> {
    await this.page.getByLabel('Nickname', { exact: true }).fill(nickname);
    await this.page.getByRole('button', { name: 'Come in' }).click();
    // On a phone the rooms are in a drawer: there, but not visible.
    await this.page.locator('.room[aria-current]').waitFor({ state: 'attached' });
    return this;
  }

  async say(text: string): Promise<void> {
    await this.page.getByLabel('Message', { exact: true }).fill(text);
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  async enter(room: string): Promise<void> {
    await this.page.getByLabel('Name of a room to create or join').fill(room);
    await this.page.getByRole('button', { name: 'Create or join the room' }).click();
    await this.inRoom(room);
  }

  async inRoom(room: string): Promise<void> {
    await this.page.locator('#room-title', { hasText: room }).waitFor();
  }

  /** The message with that text, once it is there and not on its way any more. */
  async sees(text: string): Promise<void> {
    await this.page.locator('.message:not(.sending)', { hasText: text }).first().waitFor();
  }

  get messages(): Promise<string[]> {
    return this.page.locator('.message .text').allTextContents();
  }

  leave(): Promise<void> {
    return this.page.context().close();
  }
}

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildPage, openChat, type TestChat } from './support/chat.js';
import { chromiumPath, launch, Visitor } from './support/chromium.js';
import { draft, Peer } from './support/peers.js';
import { landscape, png } from './support/png.js';

const ARTIFACTS = fileURLToPath(new URL('../../../artifacts/', import.meta.url));
const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  reducedMotion: 'reduce',
};
const picture = (name: string, buffer: Buffer, mimeType = 'image/png') => ({ name, mimeType, buffer });

/** Looks again and again, for longer than a busy machine takes. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 12_000 });

describe.skipIf(!chromiumPath)('the page in Chromium', () => {
  let build: Awaited<ReturnType<typeof buildPage>>;
  let browser: Browser;
  let chat: TestChat;
  let visitors: Visitor[];

  beforeAll(async () => {
    [build, browser] = await Promise.all([buildPage(), launch()]);
    await mkdir(ARTIFACTS, { recursive: true });
  });

  beforeEach(async () => {
    chat = await openChat({ pageFolder: `${build.dist}/page` });
    visitors = [];
  });

  afterEach(async () => {
    const complaints = visitors.flatMap((visitor) => visitor.complaints);
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    await chat.stop();
    expect(complaints).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await build?.remove();
  });

  const visit = async (path = '/', options: BrowserContextOptions = {}) => {
    const visitor = await Visitor.open(browser, chat.url + path, options);
    visitors.push(visitor);
    return visitor;
  };

  const both = async () => {
    const ann = await (await visit('/', { colorScheme: 'light' })).signIn('Ann');
    const bo = await (await visit('/?transports=polling', { colorScheme: 'dark' })).signIn('Bo');
    return [ann, bo] as const;
  };

  it('lets two people talk, one of them over long-polling alone', async () => {
    const ann = await visit('/', { colorScheme: 'light', reducedMotion: 'reduce' });
    const bo = await visit('/?transports=polling', { colorScheme: 'dark', reducedMotion: 'reduce' });
    const sockets: string[] = [];
    bo.page.on('websocket', (socket) => sockets.push(socket.url()));
    await ann.signIn('Ann');
    await bo.signIn('Bo 🦊');
    await ann.page.locator('#me-transport', { hasText: 'WebSocket' }).waitFor();
    await bo.page.locator('#me-transport', { hasText: 'Long-polling' }).waitFor();

    await ann.say('Good morning! Καλημέρα 👋🏽');
    await bo.sees('Good morning! Καλημέρα 👋🏽');
    await bo.say('Good morning, Ann.');
    await bo.say('Is there coffee?');
    await ann.sees('Is there coffee?');
    await ann.page.locator('#file').setInputFiles(picture('lake.png', landscape(720, 480)));
    await ann.page.getByText('lake.png').waitFor();
    await ann.say('There is, with a view.');
    await bo.sees('There is, with a view.');
    await bo.page.locator('.picture img[src]').waitFor();

    await ann.page.screenshot({ path: `${ARTIFACTS}chat-light.png` });
    await bo.page.screenshot({ path: `${ARTIFACTS}chat-dark.png` });
    const order = ['Good morning! Καλημέρα 👋🏽', 'Good morning, Ann.', 'Is there coffee?', 'There is, with a view.'];
    expect(await ann.messages).toEqual(order);
    expect(await bo.messages).toEqual(order);
    expect(sockets).toEqual([]);
  });

  it('carries pictures both ways, and shows them as they were sent', async () => {
    const [ann, bo] = await both();
    const pairs = [
      [ann, bo, [200, 40, 40]],
      [bo, ann, [40, 40, 200]],
    ] as const;
    for (const [from, to, colour] of pairs) {
      await from.page.locator('#file').setInputFiles(picture('one.png', png(6, 4, [...colour])));
      await from.page.getByText('one.png').waitFor();
      await from.page.getByRole('button', { name: 'Send' }).click();
      const shown = to.page.locator('.message:not(.own) .picture img[src]');
      await shown.waitFor();
      const pixel = await shown.evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        return [image.naturalWidth, image.naturalHeight, ...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      });
      expect(pixel).toEqual([6, 4, ...colour]);
    }
    await bo.page.reload();
    await eventually(() => bo.page.locator('.picture img[src]').count()).toBe(2);
  });

  it('takes a picture that is pasted or dropped, makes a large one smaller, and says it when it cannot', async () => {
    const [ann, bo] = await both();
    const give = (event: 'paste' | 'drop', file: { name: string; type: string; bytes: number[] }) =>
      ann.page.evaluate(
        ([kind, { name, type, bytes }]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
          const target = document.querySelector('#message')!;
          target.dispatchEvent(
            kind === 'paste'
              ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
              : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
          );
        },
        [event, file] as const,
      );
    const small = [...png(3, 3, [1, 2, 3])];
    await give('paste', { name: 'pasted.png', type: 'image/png', bytes: small });
    await ann.page.getByText('pasted.png').waitFor();
    await ann.page.getByRole('button', { name: 'Remove the picture' }).click();
    await ann.page.locator('#preview').waitFor({ state: 'hidden' });
    await give('drop', { name: 'dropped.png', type: 'image/png', bytes: small });
    await ann.page.getByText('dropped.png').waitFor();
    await give('drop', { name: 'novel.txt', type: 'text/plain', bytes: [1, 2, 3] });
    await ann.page.getByText('“novel.txt” is not a picture that this browser can read.').waitFor();

    const large = png(3000, 1000, [9, 200, 9], 2_500_000);
    await ann.page.locator('#file').setInputFiles(picture('large.png', large));
    await ann.page.getByText('large.png').waitFor();
    await ann.page.getByRole('button', { name: 'Send' }).click();
    const shown = bo.page.locator('.picture img[src]');
    await shown.waitFor();
    await eventually(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(2048);
    const animation = Buffer.concat([GIF, Buffer.alloc(2_200_000)]);
    await ann.page.locator('#file').setInputFiles(picture('cat.gif', animation, 'image/gif'));
    await ann.page.getByText('“cat.gif” has 2.1 MB. Animations may have up to 2 MB.').waitFor();
  });

  it('shows who is typing, until they send or stop', async () => {
    const [ann, bo] = await both();
    await ann.page.getByLabel('Message', { exact: true }).pressSequentially('so');
    const line = bo.page.locator('#typing.visible');
    await line.getByText('Ann is typing').waitFor();
    await ann.page.getByLabel('Message', { exact: true }).fill('');
    await line.waitFor({ state: 'hidden' });
    await ann.page.getByLabel('Message', { exact: true }).pressSequentially('well');
    await line.waitFor();
    await ann.page.keyboard.press('Enter');
    await bo.sees('well');
    await line.waitFor({ state: 'hidden' });
  });

  it('shows who is here and where, and what is unread elsewhere', async () => {
    const [ann, bo] = await both();
    const people = ann.page.locator('#people');
    await people.getByText('In this room · 2').waitFor();
    await bo.enter('kitchen');
    await people.locator('.person.away', { hasText: 'Bo' }).getByText('in kitchen').waitFor();
    await ann.page.locator('#rooms-others').getByText('kitchen').click();
    await ann.inRoom('kitchen');
    await ann.page.getByText('In this room · 2').waitFor();
    await ann.page.locator('.room', { hasText: 'lobby' }).click();
    await ann.inRoom('lobby');

    await bo.say('Soup is ready');
    await bo.say('Hurry');
    const badge = ann.page.locator('.room', { hasText: 'kitchen' }).locator('.badge');
    await badge.getByText('2').waitFor();
    expect(await ann.page.title()).toBe('(2) lobby · Parlour');
    await ann.page.goBack();
    await ann.inRoom('kitchen');
    await ann.page.locator('.divider.new + .message', { hasText: 'Soup is ready' }).waitFor();
    await badge.waitFor({ state: 'hidden' });

    await ann.page.getByRole('button', { name: 'Leave this room' }).click();
    await ann.inRoom('lobby');
    await bo.page.locator('.divider', { hasText: 'Ann left' }).waitFor();
    await bo.page.getByRole('button', { name: 'Sign out' }).click();
    await bo.page.getByRole('button', { name: 'Come in' }).waitFor();
    await people.getByText('In this room · 1').waitFor();
    const cleo = await (await visit()).signIn('Cleo');
    await people.getByText('In this room · 2').waitFor();
    await cleo.leave();
    await people.getByText('In this room · 1').waitFor();
  });

  it('tells newcomers what was said before, and keeps everything over a reload', async () => {
    const ann = await (await visit()).signIn('Ann');
    await ann.say('first');
    await ann.sees('first');
    const bo = await (await visit()).signIn('Bo');
    await bo.sees('first');
    await bo.page.getByText('You joined here').waitFor();
    await bo.enter('attic');
    await bo.say('up here');
    await bo.sees('up here');
    await bo.page.reload();
    await bo.sees('up here');
    expect(await bo.page.locator('#rooms-joined .room-name').allTextContents()).toEqual(['lobby', 'attic']);
  });

  it('keeps what was begun in each room, and stays where it is when there is no way into another', async () => {
    const ann = await (await visit()).signIn('Ann');
    const field = ann.page.getByLabel('Message', { exact: true });
    await field.fill('half a sent');
    await ann.enter('attic');
    expect(await field.inputValue()).toBe('');
    await field.fill('up he');
    await ann.page.goBack();
    await ann.inRoom('lobby');
    expect(await field.inputValue()).toBe('half a sent');
    await ann.page.goForward();
    await ann.inRoom('attic');
    expect(await field.inputValue()).toBe('up he');
    await ann.page.evaluate(() => {
      location.hash = 'r'.repeat(40);
    });
    await ann.page.getByText('The name of a room has 1 to 32 characters').waitFor();
    expect(new URL(ann.page.url()).hash).toBe('#attic');
    await ann.page.goto('about:blank');
    await ann.page.goto(`${chat.url}/#${'r'.repeat(40)}`);
    await ann.inRoom('lobby');
  });

  it('loads the pictures of the history when the reader comes near them', async () => {
    const ann = await Peer.join(chat.url, 'Ann');
    const image = { bytes: png(300, 300, [10, 120, 90]), width: 300, height: 300 };
    for (let i = 0; i < 5; i++) await ann.ask('post', 'lobby', draft(`picture ${i}`, { picture: image }));
    const bo = await (await visit()).signIn('Bo');
    await bo.sees('picture 4');
    const loaded = bo.page.locator('.picture img[src]');
    await bo.page.locator('.message', { hasText: 'picture 4' }).locator('img[src]').waitFor();
    expect(await loaded.count()).toBeLessThan(5);
    await bo.page.locator('#messages-scroller').evaluate((scroller) => scroller.scrollTo(0, 0));
    await eventually(() => loaded.count()).toBe(5);
    await bo.page.getByRole('button', { name: 'Latest' }).click();
    await bo.page.locator('.message', { hasText: 'picture 4' }).locator('.picture').click();
    await bo.page.locator('#lightbox[open] img').waitFor();
    await bo.page.keyboard.press('Escape');
    await bo.page.locator('#lightbox').waitFor({ state: 'hidden' });
    ann.leave();
  });

  it('counts what arrives while the reader looks at older messages', async () => {
    const ann = await Peer.join(chat.url, 'Ann');
    const tall = draft(Array.from({ length: 60 }, (_, i) => `line ${i}`).join('\n'));
    await ann.ask('post', 'lobby', tall);
    const bo = await (await visit()).signIn('Bo');
    await bo.sees('line 59');
    await bo.page.locator('#messages-scroller').evaluate((scroller) => scroller.scrollTo(0, 0));
    await bo.page.getByRole('button', { name: 'Latest' }).waitFor();
    await ann.ask('post', 'lobby', draft('news'));
    await eventually(() => bo.page.title()).toBe('(1) lobby · Parlour');
    await bo.page.getByRole('button', { name: 'Latest' }).click();
    await eventually(() => bo.page.title()).toBe('lobby · Parlour');
    ann.leave();
  });

  it('says when the connection is lost, keeps what is written meanwhile, and sends it when it is back', async () => {
    const [ann, bo] = await both();
    await ann.say('before');
    await bo.sees('before');
    await chat.stop();
    for (const { page } of [ann, bo]) await page.getByText('Connection lost. Trying to get back…').waitFor();
    await ann.page.locator('#me-transport', { hasText: 'Not connected' }).waitFor();
    await ann.say('meanwhile');
    await ann.page.locator('.message.sending', { hasText: 'meanwhile' }).waitFor();

    chat = await openChat({ pageFolder: `${build.dist}/page`, port: chat.port });
    for (const { page } of [ann, bo]) await page.getByText('Back again.').waitFor();
    await ann.sees('meanwhile');
    await bo.sees('meanwhile');
    await bo.say('after');
    await ann.sees('after');
    expect(await ann.messages).toEqual(['before', 'meanwhile', 'after']);
    await ann.page.locator('#connection').waitFor({ state: 'hidden' });
  });

  it('lets the author try again, or discard, what the server did not take', async () => {
    const ann = await (await visit()).signIn('Ann');
    const failed = ann.page.locator('.message.failed');
    for (let i = 0; (await failed.count()) < 2; i++) await ann.say(`quick ${i}`);
    await eventually(() => ann.page.locator('.message.sending').count()).toBe(0);
    const texts = await failed.locator('.text').allTextContents();
    await failed.first().getByText('Not sent. That was a bit fast.').waitFor();
    await failed.last().getByRole('button', { name: 'Discard' }).click();
    await ann.page.getByText(texts.at(-1)!, { exact: true }).waitFor({ state: 'detached' });
    await eventually(async () => {
      await failed
        .first()
        .getByRole('button', { name: 'Try again' })
        .click({ timeout: 1_000 })
        .catch(() => {});
      return failed.count();
    }).toBe(0);
    await ann.sees(texts[0]!);
  });

  it('shows hostile nicknames, rooms and messages as what they are: text', async () => {
    const attack = '<img src=x onerror=alert(1)>';
    const mallory = await (await visit()).signIn('<b onclick=alert(1)>');
    const ann = await (await visit()).signIn('Ann');
    for (const visitor of [mallory, ann]) visitor.page.on('dialog', () => visitor.complaints.push('A script ran.'));
    const texts = [
      attack,
      '</p><script>alert(1)</script>',
      'javascript:alert(1) [x](javascript:alert(1))',
      '\u202Egnp.exe',
    ];
    for (const text of texts) await mallory.say(text);
    await ann.sees('gnp.exe');
    expect(await ann.messages).toEqual(texts);
    await mallory.enter('"><script>alert(1)</script>');
    await ann.page.locator('#rooms-others').getByText('"><script>').waitFor();
    await ann.page.locator('#people').getByText('<b onclick=alert(1)>').waitFor();
    await mallory.say('see https://example.org/<script> and "http://example.org/x".');
    await mallory.sees('see https://example.org/');
    const links = await mallory.page
      .locator('.text a')
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    expect(links).toEqual(['https://example.org/', 'http://example.org/x']);
    expect(await ann.page.locator('img[src=x], .messages script, .messages [onclick]').count()).toBe(0);
  });

  it('sends back to the door whoever takes a nickname that is taken', async () => {
    await (await visit()).signIn('Ann');
    const other = await visit();
    await other.page.getByLabel('Nickname', { exact: true }).fill('ann');
    await other.page.getByRole('button', { name: 'Come in' }).click();
    await other.page.getByText('Somebody named Ann is here already.').waitFor();
    await other.signIn('Anna');
  });

  it('lets one person be in one tab at a time', async () => {
    const ann = await (await visit()).signIn('Ann');
    const seat = await ann.page.evaluate(() => sessionStorage.getItem('chat.seat')!);
    const twin = new Visitor(await ann.page.context().newPage());
    visitors.push(twin);
    await twin.page.addInitScript((value) => sessionStorage.setItem('chat.seat', value), seat);
    await twin.page.goto(chat.url);
    await ann.page.getByText('You moved to another tab').waitFor();
    await ann.page.getByRole('button', { name: 'Come back here' }).click();
    await twin.page.getByText('You moved to another tab').waitFor();
    await ann.say('me again');
    await ann.sees('me again');
  });

  it('works with the keyboard alone, and announces what is said', async () => {
    const bo = await (await visit()).signIn('Bo');
    const ann = await visit();
    await ann.page.keyboard.type('Ann');
    await ann.page.keyboard.press('Enter');
    await ann.inRoom('lobby');
    await ann.page.locator('#message:focus').waitFor();
    await ann.page.keyboard.type('one');
    await ann.page.keyboard.press('Shift+Enter');
    await ann.page.keyboard.type('two');
    await ann.page.keyboard.press('Enter');
    await bo.sees('one\ntwo');
    await bo.say('three');
    await ann.page.getByRole('status').getByText('Bo: three').waitFor({ state: 'attached' });
    const unnamed = await ann.page.locator('button, input, textarea, a').evaluateAll((all) =>
      all
        .filter((one) => {
          const labels =
            'labels' in one ? Array.from((one as HTMLInputElement).labels ?? [], (label) => label.textContent) : [];
          return !(one.ariaLabel || one.textContent?.trim() || labels.join('')) && !(one as HTMLElement).hidden;
        })
        .map((one) => one.outerHTML),
    );
    expect(unnamed).toEqual([]);
  });

  it('follows the system’s light and dark until somebody chooses', async () => {
    const ann = await visit('/', { colorScheme: 'dark' });
    const theme = () => ann.page.evaluate(() => document.documentElement.dataset['theme']);
    expect(await theme()).toBe('dark');
    await ann.page.emulateMedia({ colorScheme: 'light' });
    await eventually(theme).toBe('light');
    await ann.page.getByRole('button', { name: 'Switch between light and dark' }).click();
    expect(await theme()).toBe('dark');
    await ann.page.reload();
    expect(await theme()).toBe('dark');
  });

  it('fits on a phone: nothing scrolls sideways, everything is large enough for a finger', async () => {
    const ann = await (await visit()).signIn('Ann');
    const bo = await (await visit('/', PHONE)).signIn('W'.repeat(24));
    await ann.page.locator('#file').setInputFiles(picture('lake.png', landscape(720, 480)));
    await ann.page.getByText('lake.png').waitFor();
    await ann.say('The water is warm.');
    await bo.page.locator('.picture img[src]').waitFor();
    await bo.say('On my way!');
    await bo.sees('On my way!');
    await bo.page.screenshot({ path: `${ARTIFACTS}chat-phone.png` });
    await ann.page.locator('#file').setInputFiles(picture('wide.png', landscape(1200, 80)));
    await ann.page.getByText('wide.png').waitFor();
    await ann.say(`${'long'.repeat(120)} https://example.org/${'x'.repeat(200)}`);
    await bo.sees('longlong');
    await eventually(() => bo.page.locator('.picture img[src]').count()).toBe(2);
    const overflow = () =>
      bo.page.evaluate(() =>
        [document.scrollingElement!, ...document.querySelectorAll('main, .side, .scroller, .composer, .room-header')]
          .filter((box) => box.scrollWidth > box.clientWidth)
          .map((box) => box.id || box.className || box.tagName),
      );
    expect(await overflow()).toEqual([]);
    await bo.page.getByRole('button', { name: 'Rooms', exact: true }).click();
    await bo.page.locator('#rooms:popover-open').waitFor();
    expect(await overflow()).toEqual([]);
    const small = await bo.page.locator('button:visible, .room:visible').evaluateAll((all) =>
      all
        .map((one) => ({ name: one.ariaLabel ?? one.textContent, box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ name }) => name),
    );
    expect(small).toEqual([]);
    await bo.page.getByLabel('Name of a room to create or join').fill('pocket');
    await bo.page.keyboard.press('Enter');
    await bo.inRoom('pocket');
    await bo.page.locator('#rooms:popover-open').waitFor({ state: 'hidden' });
  });
});

/** The smallest animation there is: one transparent pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

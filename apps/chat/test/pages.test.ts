import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChat, type TestChat } from './support/chat.js';

describe('the pages', () => {
  let chat: TestChat;

  beforeAll(async () => {
    chat = await openChat();
  });

  afterAll(() => chat.stop());

  it('come with a policy that lets nothing foreign run', async () => {
    const response = await fetch(chat.url);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = response.headers.get('content-security-policy')!.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
  });

  it('have no inline script or style, and ask nobody else for anything', async () => {
    const html = await (await fetch(chat.url)).text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=|https?:\/\//i);
  });

  it('are not sent again to those who have them', async () => {
    const etag = (await fetch(chat.url)).headers.get('etag')!;
    const again = await fetch(chat.url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it.each([
    '/nothing',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%5cpackage.json',
    '//',
    '/__proto__',
    '/index.html/',
    '/server.js',
  ])('are those of the folder and no other: %s', async (path) => {
    const { status, headers } = await fetch(chat.url + path);
    expect(status).toBe(404);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('are only read', async () => {
    expect((await fetch(chat.url, { method: 'POST', body: 'x' })).status).toBe(405);
    const head = await fetch(chat.url, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('do not stand in the way of the sockets', async () => {
    const response = await fetch(`${chat.url}/socket.io/?EIO=4&transport=polling`);
    expect(await response.text()).toMatch(/^0\{"sid"/);
    const foreign = { headers: { origin: 'https://elsewhere.example' } };
    expect((await fetch(`${chat.url}/socket.io/?EIO=4&transport=polling`, foreign)).status).toBe(400);
  });
});

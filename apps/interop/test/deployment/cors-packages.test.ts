import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@x/socketio-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { freePort } from './support/nginx.js';
import { adapt, block } from './support/page.js';
import { compile, Program } from './support/program.js';

// Processes of their own, several at a time, want their while on a machine with two cores.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'deployment-cors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const FRIEND = 'https://shop.example.com';
const FOE = 'https://evil.example';

describe.each(['express.ts', 'fastify.ts', 'koa.ts'])('the CORS package of the framework in %s', (name) => {
  let server: Program;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    const source = adapt(block('deployment/cors-packages.md', name), { '5000': String(port) });
    server = Program.node(await compile(source, folder, name));
    url = `http://127.0.0.1:${await server.port()}`;
  });
  afterAll(() => server?.stop());

  const poll = (origin: string, query = '') =>
    fetch(`${url}/socket.io/?EIO=4&transport=polling${query}`, { headers: { origin } });

  it('writes the headers, once each, for polls, posts and preflights', async () => {
    const opened = await poll(FRIEND);
    expect(opened.status).toBe(200);
    expect(opened.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(opened.headers.get('access-control-allow-credentials')).toBe('true');
    const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string };
    const posted = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      method: 'POST',
      headers: { origin: FRIEND, 'content-type': 'text/plain;charset=UTF-8' },
      body: '40',
    });
    expect([posted.status, await posted.text()]).toEqual([200, 'ok']);
    expect(posted.headers.get('access-control-allow-origin')).toBe(FRIEND);
    const read = await poll(FRIEND, `&sid=${sid}`);
    expect(await read.text()).toMatch(/^40\{"sid":/);

    const preflight = await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      method: 'OPTIONS',
      headers: { origin: FRIEND, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-token' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(preflight.headers.get('access-control-allow-headers')).toBe('x-token');
  });

  it('turns pages of other sites away, over both transports, and lets programs in', async () => {
    const foe = await poll(FOE);
    expect(foe.headers.get('access-control-allow-origin')).not.toBe(FOE);
    expect(foe.status).toBe(403);
    expect(await statusOfUpgrade(url, FOE)).toBe(403);
    expect(await statusOfUpgrade(url, FRIEND)).toBe(101);
    for (const transport of ['polling', 'websocket'] as const) {
      const client = new Client({ reconnection: false });
      await client.connect(url, { transports: [transport] });
      expect(client.transport).toBe(transport);
      await client.disconnect();
    }
  });
});

function statusOfUpgrade(url: string, origin: string): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { origin });
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
    socket.on('error', reject);
  });
}

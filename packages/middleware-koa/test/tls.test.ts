import { readFile } from 'node:fs/promises';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import session from 'koa-session';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';
import { context, SocketIO } from '../src/index.js';

const pem = (name: string) => readFile(new URL(`../../middleware-express/test/tls/${name}.pem`, import.meta.url));
const insecure = { rejectUnauthorized: false };

/** The cookie that a page sets. */
function cookieOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, insecure, (response) => {
      response.resume();
      resolve(response.headers['set-cookie']?.map((cookie) => cookie.split(';', 1)[0]).join('; ') ?? '');
    }).once('error', reject);
  });
}

it.each([['polling'], ['websocket']])(
  'a TLS server is served, and secure sessions with it, over %s',
  async (transport) => {
    const app = new Koa();
    app.keys = ['a secret'];
    const sessions = session({ secure: true }, app);
    app.use(sessions).use((ctx) => {
      ctx['session'].name = 'ann';
      ctx.body = 'hello';
    });
    const io = new SocketIO(app, { session: sessions });
    io.on('who', () => [context().session['name'], context().request.protocol, context().environ.secure]);
    const server = createServer({ key: await pem('key'), cert: await pem('certificate') }, app.callback());
    io.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { forceNew: true, reconnection: false, transports: [transport], ...insecure };
    const client = connect(url, { ...options, extraHeaders: { cookie: await cookieOf(url) } });
    expect(await client.emitWithAck('who')).toEqual(['ann', 'https', true]);
    client.disconnect();
    await io.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
);

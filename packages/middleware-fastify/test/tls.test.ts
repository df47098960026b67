import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import cookie from '@fastify/cookie';
import session from '@fastify/session';
import fastify from 'fastify';
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
    const app = fastify({ https: { key: await pem('key'), cert: await pem('certificate') } });
    await app.register(cookie);
    await app.register(session, { secret: 'a secret of at least 32 characters', cookie: { secure: true } });
    app.get('/login', (request) => {
      Object.assign(request.session, { name: 'ann' });
      return 'hello';
    });
    const io = new SocketIO(app);
    io.on('who', () => [context().session['name'], context().request.protocol, context().environ.secure]);
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const options = { forceNew: true, reconnection: false, transports: [transport], ...insecure };
    const client = connect(url, { ...options, extraHeaders: { cookie: await cookieOf(`${url}/login`) } });
    expect(await client.emitWithAck('who')).toEqual(['ann', 'https', true]);
    client.disconnect();
    await app.close();
  },
);

import { readFile } from 'node:fs/promises';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import session from 'express-session';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';
import { context, SocketIO } from '../src/index.js';

const pem = (name: string) => readFile(new URL(`./tls/${name}.pem`, import.meta.url));

it.each([['polling'], ['websocket']])(
  'a TLS server of yours is served, and secure sessions with it, over %s',
  async (transport) => {
    const app = express();
    const sessions = session({ secret: 's', resave: false, saveUninitialized: true, cookie: { secure: true } });
    app.get('/', sessions, (request, response) => void response.send(request.sessionID));
    const io = new SocketIO(app, { session: sessions });
    io.on('who', () => [context().request.sessionID, context().request.protocol, context().environ.secure]);
    const server = createServer({ key: await pem('key'), cert: await pem('certificate') }, app);
    io.attach(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const insecure = { rejectUnauthorized: false };
    const { cookie, id } = await new Promise<{ cookie: string; id: string }>((resolve, reject) => {
      get(url, insecure, (response) => {
        const [first = ''] = response.headers['set-cookie'] ?? [];
        void text(response).then((id) => resolve({ cookie: first.split(';', 1)[0] as string, id }));
      }).once('error', reject);
    });
    const options = { forceNew: true, reconnection: false, transports: [transport], extraHeaders: { cookie } };
    const client = connect(url, { ...options, ...insecure });
    expect(await client.emitWithAck('who')).toEqual([id, 'https', true]);
    client.disconnect();
    await io.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
);

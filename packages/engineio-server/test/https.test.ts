import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Engine, type Session } from '../src/index.js';
import { Socket } from './support/socket.js';

const pem = (name: string): Buffer => readFileSync(new URL(`./support/tls/${name}.pem`, import.meta.url));
/** Self-signed for localhost, for these tests alone. */
const cert = pem('certificate');

async function startSecure() {
  const sessions: Session[] = [];
  const engine = new Engine(
    {},
    {
      open(session) {
        sessions.push(session);
        return { text: (data) => session.sendText(data), binary: (data) => session.sendBinary(data), close() {} };
      },
    },
  );
  const server = createServer({ cert, key: pem('key') });
  engine.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await engine.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, sessions };
}

it('WebSocket over TLS echoes, and the session knows that it is secure', async () => {
  const { host, sessions } = await startSecure();
  const socket = Socket.to(`wss://${host}/engine.io/?EIO=4&transport=websocket`, {
    ca: cert,
    origin: `https://${host}`,
  });
  await socket.next();
  const large = 'é'.repeat(100_000);
  socket.send('4hello');
  socket.send(`4${large}`);
  socket.send(Buffer.from([1, 2, 3]));
  expect(await socket.take(3)).toEqual(['4hello', `4${large}`, Buffer.from([1, 2, 3])]);
  expect(sessions[0]!.environ.secure).toBe(true);
});

it.each([
  ['https', 200],
  ['http', 400],
])('a page that was loaded over %s is answered with %i', async (scheme, expected) => {
  const { host } = await startSecure();
  const options = { ca: cert, agent: false as const, headers: { origin: `${scheme}://${host}` } };
  const request = get(`https://${host}/engine.io/?EIO=4&transport=polling`, options);
  const [response] = await once(request, 'response');
  response.resume();
  expect(response.statusCode).toBe(expected);
});

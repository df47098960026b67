// A typed server and a typed client in one process. Compiled as ESM and as CommonJS, and run as both.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@x/socketio-client';
import { ConnectionRefusedError, Server, type Tuple, tuple } from '@x/socketio-server';

interface ClientToServer {
  echo(text: string): string;
  add(a: number, b: number): Tuple<[sum: number, product: number]>;
  picture(name: string, bytes: Uint8Array): number;
  ready(): void;
}

interface ServerToClient {
  news(headline: string, importance?: number): void;
}

async function main(): Promise<void> {
  const sio = new Server<ClientToServer, ServerToClient>();
  sio.on('connect', (_sid, environ, auth) => {
    if ((auth as { token?: string } | undefined)?.token !== 'open sesame') {
      throw new ConnectionRefusedError('not today', { method: environ.method });
    }
  });
  sio.on('echo', (_sid, text) => text.toUpperCase());
  sio.on('add', (_sid, a, b) => tuple(a + b, a * b));
  sio.on('picture', (_sid, _name, bytes) => bytes.byteLength);
  sio.on('ready', async (sid) => {
    await sio.emit('news', tuple('all is well', 1), { to: sid });
  });
  const http = createServer();
  sio.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

  const client = new Client<ServerToClient, ClientToServer>();
  const news = new Promise<string>((resolve) => {
    client.on('news', (headline, importance) => resolve(`${headline} (${importance})`));
  });
  await client.connect(url, { auth: { token: 'open sesame' } });
  const echo: string = await client.call('echo', 'hello');
  const [sum, product] = await client.call('add', tuple(3, 4));
  const size: number = await client.call('picture', tuple('dot.png', new Uint8Array([1, 2, 3])));
  await client.emit('ready');

  const stranger = new Client({ reconnection: false });
  let refused: unknown;
  stranger.on('connect_error', (data: unknown) => {
    refused = data;
  });
  await stranger.connect(url).catch(() => undefined);

  console.log(JSON.stringify({ echo, sum, product, size, news: await news, refused }));
  await client.disconnect();
  await stranger.disconnect();
  await sio.shutdown();
  http.close();
}

void main();

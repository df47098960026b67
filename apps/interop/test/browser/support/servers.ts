import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionRefusedError, Server as OurServer, tuple } from '@x/socketio-server';
import { Server as OfficialServer } from 'socket.io';

export interface Started {
  url: string;
  stop(): Promise<void>;
}

const NESTED = { name: 'nested', parts: [Buffer.from([1, 2]), Buffer.from([3])] };

/** Our server, for a page of another origin. */
export async function ours(origin: string): Promise<Started> {
  const sio = new OurServer({ corsAllowedOrigins: origin });
  sio.on('echo', (_sid, data: unknown) => data);
  sio.on('several', (_sid, ...values: unknown[]) => tuple(...values));
  sio.on('turn', (_sid, bytes: Buffer) => Buffer.from(bytes).reverse());
  sio.on('nest', (sid) => sio.emit('nested', NESTED, { to: sid }));
  sio.on('count', (sid, number: number) => void sio.emit('counted', number, { to: sid }));
  sio.on('join', async (sid) => {
    await sio.enterRoom(sid, 'room');
    await sio.emit('room', 'to the room', { to: 'room' });
  });
  sio.on('bye', (sid) => sio.disconnect(sid));
  const custom = sio.of('/custom');
  custom.on('connect', (sid) => custom.emit('hello', 'from /custom', { to: sid }));
  sio.of('/private').on('connect', () => {
    throw new ConnectionRefusedError('not today', { retryAfter: 60 });
  });
  const http = createServer();
  sio.attach(http);
  const url = await listen(http);
  return {
    url,
    async stop() {
      await sio.shutdown();
      await close(http);
    },
  };
}

/** The official server with the same manners. */
export async function official(origin: string): Promise<Started> {
  const http = createServer();
  const io = new OfficialServer(http, { cors: { origin } });
  io.on('connection', (socket) => {
    socket.on('echo', (data, ack) => ack(data));
    socket.on('several', (...values) => values.pop()(...values));
    socket.on('turn', (bytes, ack) => ack(Buffer.from(bytes).reverse()));
    socket.on('nest', () => socket.emit('nested', NESTED));
    socket.on('count', (number) => socket.emit('counted', number));
    socket.on('join', async (ack) => {
      await socket.join('room');
      io.to('room').emit('room', 'to the room');
      ack();
    });
    socket.on('bye', () => socket.disconnect());
  });
  io.of('/custom').on('connection', (socket) => socket.emit('hello', 'from /custom'));
  io.of('/private').use((_socket, next) => next(Object.assign(new Error('not today'), { data: { retryAfter: 60 } })));
  const url = await listen(http);
  return {
    url,
    async stop() {
      const closed = io.close();
      // Chromium may hold a socket in reserve that never carried a request: `close` alone waits a minute for it.
      http.closeAllConnections();
      await closed;
    },
  };
}

export async function listen(http: HttpServer): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

export function close(http: HttpServer): Promise<unknown> {
  const closed = new Promise((resolve) => http.close(resolve));
  http.closeAllConnections();
  return closed;
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import type { ServerSetup } from '../messages.js';
import { HEARTBEAT, NEWS, roomCycle, roomsOf } from './application.js';

type Ack = (value: unknown) => void;

function answer(socket: Socket): void {
  socket.on('echo', (data: unknown, ack: Ack) => ack(data));
  socket.on('noop', () => {});
}

function answerRoot(io: Server, socket: Socket, room: () => string): void {
  answer(socket);
  socket.on('broadcast', (times: number) => {
    for (let i = 0; i < times; i++) io.emit('news', NEWS);
  });
  socket.on('to-room', () => io.to(room()).emit('news', NEWS));
  socket.on('membership', (times: number, ack: Ack) => {
    for (let i = 0; i < times; i++) {
      void socket.join(`room-${i % 100}`);
      void socket.leave(`room-${i % 100}`);
    }
    ack(times);
  });
}

/** Plain socket.io with its default engine and no options that cost it anything. */
export function startSocketIo({ handlers, namespaces, rooms }: ServerSetup): Promise<number> {
  const httpServer = createServer();
  const io = new Server(httpServer, { ...HEARTBEAT, serveClient: false });
  const room = roomCycle(rooms);
  let clients = 0;
  io.on('connection', (socket) => {
    if (rooms > 0) void socket.join(roomsOf(clients++, rooms));
    if (handlers === 'all') answerRoot(io, socket, room);
  });
  for (const namespace of namespaces) io.of(namespace).on('connection', answer);
  return new Promise((resolve) => {
    httpServer.listen(0, '127.0.0.1', () => resolve((httpServer.address() as AddressInfo).port));
  });
}

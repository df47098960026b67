import { Agent } from 'node:http';
import { io, type Socket } from 'socket.io-client';

/** A client that polls, and for once from an address of its own: all of 127.0.0.0/8 is this machine. */
export async function connectFrom(address: string, port: number): Promise<Socket> {
  const agent = new Agent({ keepAlive: true, localAddress: address });
  const socket = io(`http://127.0.0.1:${port}`, {
    transports: ['polling'],
    forceNew: true,
    reconnection: false,
    agent: agent as unknown as string,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  socket.once('disconnect', () => agent.destroy());
  return socket;
}

export function next(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve));
}

import { Agent } from 'node:http';
import { io, type Socket } from 'socket.io-client';

/** A long-polling client with an address of its own: all of 127.0.0.0/8 is this machine. */
export function pollFrom(address: string, url: string): Promise<Socket> {
  const agent = new Agent({ keepAlive: true, localAddress: address });
  const socket = io(url, {
    transports: ['polling'],
    forceNew: true,
    reconnection: false,
    agent: agent as unknown as string,
  });
  socket.once('disconnect', () => agent.destroy());
  return connected(socket);
}

export function websocket(url: string): Promise<Socket> {
  return connected(io(url, { transports: ['websocket'], forceNew: true, reconnection: false }));
}

export function connected(socket: Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

/** Resolves when each of them was told this text. */
export function allHear(sockets: readonly Socket[], event: string, text: string): Promise<void[]> {
  const heard = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      const listen = (said: unknown): void => {
        if (said !== text) return;
        socket.off(event, listen);
        resolve();
      };
      socket.on(event, listen);
    });
  return Promise.all(sockets.map(heard));
}

import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

/** How a client travels. */
export type Mode = 'polling' | 'websocket' | 'upgrade';
export const MODES: readonly Mode[] = ['polling', 'websocket', 'upgrade'];

/** An official client that is connected; with `upgrade`, one that has moved from polling to WebSocket. */
export async function connect(
  url: string,
  mode: Mode,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<Socket> {
  const socket = open(url, mode, options);
  await new Promise<void>((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  if (mode === 'upgrade') await upgraded(socket);
  return socket;
}

/** An official client that is about to connect. */
export function open(url: string, mode: Mode, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  const transports = mode === 'upgrade' ? ['polling', 'websocket'] : [mode];
  return io(url, { transports, forceNew: true, reconnection: false, ...options });
}

export function upgraded(socket: Socket): Promise<void> {
  const { engine } = socket.io;
  if (engine.transport.name === 'websocket') return Promise.resolve();
  return new Promise((resolve) => engine.once('upgrade', () => resolve()));
}

/** The arguments of the next event of a name. */
export function next(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));
}

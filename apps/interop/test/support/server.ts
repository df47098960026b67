import { ConnectionRefusedError, Server, type ServerOptions, tuple } from '@x/socketio-server';

/** A server with the events that the tests of foreign clients need, on a free port of its own. */
export interface InteropServer {
  readonly sio: Server;
  readonly url: string;
  /** What `disconnect` handlers were told, by sid. */
  readonly departures: Map<string, string>;
  close(): Promise<void>;
}

export async function startServer(options: ServerOptions = {}): Promise<InteropServer> {
  const sio = new Server({ ...options });
  const departures = new Map<string, string>();
  for (const namespace of ['/', '/chat']) {
    sio.on('echo', (_sid, ...args) => tuple(...args), { namespace });
    sio.on('repeat', (sid, ...args) => sio.emit('repeated', tuple(...args), { to: sid, namespace }), { namespace });
    sio.on('enter', (sid, room: string) => sio.enterRoom(sid, room, { namespace }), { namespace });
    sio.on('leave', (sid, room: string) => sio.leaveRoom(sid, room, { namespace }), { namespace });
    sio.on(
      'tell',
      (sid, room: string, text: string) => sio.emit('told', tuple(room, text), { room, skipSid: sid, namespace }),
      { namespace },
    );
    sio.on('kick me', (sid) => sio.disconnect(sid, { namespace }), { namespace });
    sio.on('disconnect', (sid, reason) => void departures.set(sid, reason), { namespace });
  }
  sio.on(
    'connect',
    (_sid, _environ, auth: { key?: string } | undefined) => {
      if (auth?.key !== 'secret') throw new ConnectionRefusedError('wrong key', { hint: 'ask ann', left: 2 });
    },
    { namespace: '/private' },
  );
  const { port } = await sio.listen(0, '127.0.0.1');
  return { sio, url: `http://127.0.0.1:${port}`, departures, close: () => sio.shutdown() };
}

import { ConnectionRefusedError, Server, type ServerOptions, tuple } from '@x/socketio-server';
import { Frames } from './websocket.js';

/** A Socket.IO server on a free port of its own. */
export interface RunningServer {
  readonly sio: Server;
  /** The endpoint over HTTP. */
  readonly url: string;
  /** What happened, as lines: `connect /`, `disconnect / client disconnect`, ... */
  readonly log: string[];
  /** Resolves when such a line was logged, now or before. */
  logged(line: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * A server with the namespaces `/` and `/custom`. Each tells clients the auth that they came with (event `auth`), sends
 * back what `message` brings (as `message-back`) and acknowledges `message-with-ack` with its arguments; `/closed` turns
 * everybody away.
 */
export async function startSocketIO(options: ServerOptions = {}): Promise<RunningServer> {
  const sio = new Server({ ...options });
  const log: string[] = [];
  const waiting: { line: string; resolve: () => void }[] = [];
  const note = (line: string) => {
    log.push(line);
    for (const entry of waiting) if (entry.line === line) entry.resolve();
  };
  for (const namespace of ['/', '/custom']) {
    const nsp = { namespace };
    sio.on(
      'connect',
      async (sid, _environ, auth) => {
        note(`connect ${namespace}`);
        await sio.emit('auth', auth ?? {}, { to: sid, namespace });
      },
      nsp,
    );
    sio.on('disconnect', (_sid, reason) => note(`disconnect ${namespace} ${reason}`), nsp);
    sio.on('message', (sid, ...args) => sio.emit('message-back', tuple(...args), { to: sid, namespace }), nsp);
    sio.on('message-with-ack', (_sid, ...args) => tuple(...args), nsp);
  }
  sio.on(
    'connect',
    () => {
      throw new ConnectionRefusedError('members only', { code: 7 });
    },
    { namespace: '/closed' },
  );
  const { port } = await sio.listen(0, '127.0.0.1');
  return {
    sio,
    url: `http://127.0.0.1:${port}/socket.io/`,
    log,
    logged: (line) =>
      new Promise((resolve) => {
        if (log.includes(line)) resolve();
        else waiting.push({ line, resolve });
      }),
    close: () => sio.shutdown(),
  };
}

/** A WebSocket whose Engine.IO session is open, with no namespace joined. */
export function openSession(server: RunningServer): Promise<Frames> {
  return Frames.open(server.url);
}

/** A WebSocket that has joined a namespace and has read the two packets that this brings. */
export async function join(server: RunningServer, namespace = '/'): Promise<Frames> {
  const frames = await openSession(server);
  frames.send(namespace === '/' ? '40' : `40${namespace},`);
  await frames.take(2);
  return frames;
}

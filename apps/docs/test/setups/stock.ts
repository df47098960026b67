// The server that runs beside pages about clients: with=stock. Every event that they send is answered here.
import { ConnectionRefusedError, Server, tuple } from '@x/socketio-server';

const sio = new Server({ namespaces: ['/', '/chat', '/admin', '/news'] });

for (const namespace of ['/', '/chat', '/admin', '/news']) {
  sio.on('connect', async (sid) => void (await sio.emit('welcome', sid, { to: sid, namespace })), { namespace });
  // What comes is echoed: as an event to everybody there, and as the acknowledgement.
  sio.on(
    '*',
    async (event: string, _sid: string, ...args: unknown[]) => {
      await sio.emit(event, tuple(...args), { namespace });
      return args.length > 1 ? tuple(...args) : args[0];
    },
    { namespace },
  );
}
sio.on('add', (_sid, { a, b }: { a: number; b: number }) => a + b);
sio.on(
  'connect',
  () => {
    throw new ConnectionRefusedError('members only', { code: 7 });
  },
  { namespace: '/members' },
);
await sio.listen(5000);

// The server that runs beside pages about clients: with=stock. It echoes every event, to everybody in the namespace and as
// the acknowledgement. Beside it, at /engine.io/, messages of Engine.IO are echoed.
import { createServer } from 'node:http';
import { Server as EngineServer } from '@x/engineio-server';
import { ConnectionRefusedError, Server, tuple } from '@x/socketio-server';

const sio = new Server();

for (const namespace of ['/', '/chat', '/admin', '/news']) {
  sio.on('connect', (sid) => void sio.emit('welcome', sid, { to: sid, namespace }), { namespace });
  const echo = async (event: string, _sid: string, ...args: unknown[]) => {
    await sio.emit(event, tuple(...args), { namespace });
    return args.length > 1 ? tuple(...args) : args[0];
  };
  sio.on('*', echo, { namespace });
}
sio.on('add', (_sid, { a, b }: { a: number; b: number }) => a + b);
const membersOnly = () => {
  throw new ConnectionRefusedError('members only', { code: 7 });
};
sio.on('connect', membersOnly, { namespace: '/members' });

const engine = new EngineServer();
engine.on('message', (sid, data) => engine.send(sid, data));

const server = createServer();
sio.attach(server);
engine.attach(server);
server.listen(5000);

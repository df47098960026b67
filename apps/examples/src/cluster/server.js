// One of many servers that are one: start it as often as you like, with another PORT each time.
//   REDIS_URL=redis://localhost:6379 PORT=5001 node src/cluster/server.js
import { RedisManager } from '@x/adapter-redis';
import { Server } from '@x/socketio-server';

const { PORT = '5001', REDIS_URL = 'redis://localhost:6379', CHANNEL = 'socketio' } = process.env;
const sio = new Server({
  clientManager: new RedisManager(REDIS_URL, { channel: CHANNEL }),
  corsAllowedOrigins: '*',
});

sio.on('connect', async (sid) => {
  await sio.emit('joined', `${sid} joined at the server on port ${PORT}`);
});
sio.on('say', (sid, text) => sio.emit('said', { sid, text, port: PORT })); // to the clients of every server

const { port } = await sio.listen(Number(PORT), '127.0.0.1');
console.log(`listening on ${port}`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => sio.shutdown());

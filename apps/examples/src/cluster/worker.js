// Emits to the clients of all servers without being one, and ends. Nothing but the adapter is imported: no server, no WebSockets.
//   REDIS_URL=redis://localhost:6379 node src/cluster/worker.js "the job is done"
import { RedisManager } from '@x/adapter-redis';

const { REDIS_URL = 'redis://localhost:6379', CHANNEL = 'socketio' } = process.env;
const out = new RedisManager(REDIS_URL, { channel: CHANNEL, writeOnly: true });

await out.emit('said', { text: process.argv[2] ?? 'the job is done' });
await out.close();

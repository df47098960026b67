// All cores of one machine, without a proxy: Node's own cluster module, with sticky sessions.
//   REDIS_URL=redis://localhost:6379 PORT=5000 node src/cluster/node-cluster.js
//
// Node's cluster hands connections to workers in turn, so two requests of one long-polling session would meet two servers.
// Here the primary process accepts the connections, and the client's address chooses the worker. Behind a proxy, where all
// connections come from one address, let the proxy choose instead (see nginx.conf).
import cluster from 'node:cluster';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';

const { PORT = '5000', REDIS_URL = 'redis://localhost:6379', CHANNEL = 'socketio', WORKERS } = process.env;

if (cluster.isPrimary) {
  const count = Number(WORKERS ?? availableParallelism());
  const workers = await Promise.all(Array.from({ length: count }, () => startWorker()));
  // One that dies is replaced, at the same place: the other clients stay where they are.
  cluster.on('exit', async (worker) => {
    if (worker.exitedAfterDisconnect) return;
    workers[workers.indexOf(worker)] = await startWorker();
  });

  // Paused: not a byte is read here, all of them are for the worker.
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const digest = createHash('sha1')
      .update(socket.remoteAddress ?? '')
      .digest();
    const worker = workers[digest.readUInt32BE(0) % workers.length];
    worker?.send('connection', socket, (error) => error && socket.destroy());
  });
  server.listen(Number(PORT), '127.0.0.1', () => {
    console.log(`listening on ${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close();
      for (const worker of workers) {
        worker.exitedAfterDisconnect = true;
        worker.kill();
      }
    });
  }
} else {
  const { RedisManager } = await import('@x/adapter-redis');
  const { Server } = await import('@x/socketio-server');

  const sio = new Server({ clientManager: new RedisManager(REDIS_URL, { channel: CHANNEL }) });
  sio.on('whoami', () => process.pid);
  sio.on('say', (sid, text) => sio.emit('said', { sid, text }));

  // It listens nowhere: its connections are handed to it.
  const http = createHttpServer();
  sio.attach(http);
  process.on('message', (message, socket) => {
    if (message !== 'connection' || socket === undefined) return;
    http.emit('connection', socket);
    /** @type {import('node:net').Socket} */ (socket).resume();
  });
  process.once('SIGTERM', async () => {
    await sio.shutdown();
    process.exit(); // connections that were handed over in the last moment go with it
  });
  process.on('SIGINT', () => {}); // Ctrl-C reaches all; the primary tells us
  process.send?.('ready');
}

/** A worker, once it can take connections. */
async function startWorker() {
  const worker = cluster.fork();
  await once(worker, 'message');
  return worker;
}

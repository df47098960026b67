import { once } from 'node:events';
import websocket from '@fastify/websocket';
import fastify from 'fastify';
import { connect } from 'socket.io-client';
import { expect, it } from 'vitest';
import { socketio } from '../src/index.js';

it.each(['before', 'after'])('lives beside @fastify/websocket, registered %s it', async (order) => {
  const app = fastify();
  if (order === 'before') await app.register(socketio, {});
  await app.register(websocket);
  if (order === 'after') await app.register(socketio, {});
  app.get('/echo', { websocket: true }, (socket) => {
    socket.on('message', (data) => socket.send(`echo ${data}`));
  });
  app.io.on('double', (value: number) => value * 2);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  for (const transports of [['websocket'], ['polling', 'websocket']]) {
    const client = connect(url, { transports, forceNew: true, reconnection: false });
    expect(await client.emitWithAck('double', 21)).toBe(42);
    const { engine } = client.io;
    if (engine.transport.name !== 'websocket')
      await new Promise<void>((resolve) => engine.once('upgrade', resolve as never));
    expect(await client.emitWithAck('double', 4)).toBe(8);
    const plain = await app.injectWS('/echo');
    const answer = once(plain, 'message');
    plain.send('hello');
    expect(String((await answer)[0])).toBe('echo hello');
    plain.terminate();
    client.disconnect();
  }
  await app.close();
});

import { io } from 'socket.io-client';
import { expect, it } from 'vitest';
import { Server } from '../src/index.js';

it('echoes', async () => {
  const sio = new Server({logger:console, engineioLogger: console}); sio.on('disconnect', (_s, r) => console.log('DISC', r));
  sio.on('echo', (_sid, value) => value);
  const { port } = await sio.listen(0, '127.0.0.1');
  const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
  const answer = await client.emitWithAck('echo', { a: 1 });
  expect(answer).toEqual({ a: 1 });
  expect(await client.timeout(1000).emitWithAck('echo', Buffer.from([1,2,3]))).toEqual(Buffer.from([1,2,3]));
  client.disconnect();
  await sio.shutdown();
});

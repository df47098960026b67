import { deepStrictEqual } from 'node:assert';
import { Server } from '@x/socketio-server';
import { testClient } from '../../src/index.js';

declare const test: (name: string, run: () => Promise<void>) => void;

test('a test of somebody else', async () => {
  const sio = new Server();
  sio.on('double', (_sid: string, value: number) => value * 2);
  const client = await testClient(sio);
  deepStrictEqual(await client.call('double', 21), 42);
  await client.disconnect();
  await sio.shutdown();
});

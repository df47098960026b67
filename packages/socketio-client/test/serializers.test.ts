import { MsgpackSerializer } from '@x/socketio-parser/msgpack';
import * as msgpack from 'socket.io-msgpack-parser';
import { expect, test } from 'vitest';
import { tuple } from '../src/index.js';
import { accepted, newClient, once, PATIENT, startServer, TRANSPORTS } from './support/servers.js';

test.each(TRANSPORTS.map((transports) => [transports]))('msgpack travels over %s', async (transports) => {
  const { url, io } = await startServer({ parser: msgpack });
  io.on('connection', (socket) => {
    socket.on('echo', (...args) => args.pop()(...args));
    socket.on('shout', (text) => socket.emit('heard', text));
  });
  const client = newClient({ serializer: new MsgpackSerializer() });
  const heard = once(client, 'heard');
  await client.connect(url, { transports, auth: { token: 1 }, ...PATIENT });
  const bytes = Buffer.from([1, 2, 3]);
  expect(await client.call('echo', tuple({ a: [null, 1.5] }, bytes))).toEqual([{ a: [null, 1.5] }, bytes]);
  await client.emit('shout', 'é');
  expect(await heard).toEqual(['é']);
});

test('a JSON of the application makes and reads the text', async () => {
  const { url, io } = await startServer();
  const opened = accepted(io);
  const client = newClient({
    json: {
      stringify: (value) => JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `n${item}` : item)),
      parse: (text) => JSON.parse(text, (_key, item) => (/^n\d+$/.test(item) ? BigInt(item.slice(1)) : item)),
    },
  });
  const heard = once(client, 'back');
  await client.connect(url, PATIENT);
  const socket = await opened;
  socket.on('big', (value) => socket.emit('back', value));
  await client.emit('big', 123n);
  expect(await heard).toEqual([123n]);
});

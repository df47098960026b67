import { MsgpackSerializer } from '@x/socketio-parser/msgpack';
import msgpackParser from 'socket.io-msgpack-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Frames } from '../conformance/support/websocket.js';
import { connect, MODES, next, open } from './support/official-client.js';
import { type InteropServer, startServer } from './support/server.js';

let server: InteropServer;
beforeAll(async () => {
  server = await startServer({ serializer: new MsgpackSerializer() });
});
afterAll(() => server.close());

describe.each(MODES)('the official client with msgpack over %s', (mode) => {
  const options = { parser: msgpackParser };

  it('exchanges text, numbers and bytes, with acks', async () => {
    const socket = await connect(server.url, mode, options);
    const data = { text: 'ünïcödé 😀', list: [1, -1, 1.5, 2 ** 40, true, null], bytes: Buffer.from([1, 2, 3]) };
    expect(await socket.emitWithAck('echo', data)).toEqual(data);
    const repeated = next(socket, 'repeated');
    socket.emit('repeat', data, 'two');
    expect(await repeated).toEqual([data, 'two']);
    socket.disconnect();
  });

  it('may send more binary values than attachments are allowed, as there are none', async () => {
    const socket = await connect(server.url, mode, options);
    const many = Array.from({ length: 50 }, (_, i) => Buffer.from([i]));
    expect(await socket.emitWithAck('echo', many)).toEqual(many);
    socket.disconnect();
  });

  it('is turned away with reason and data', async () => {
    const socket = open(`${server.url}/private`, mode, options);
    const [error] = (await next(socket, 'connect_error')) as [Error & { data: unknown }];
    expect([error.message, error.data]).toEqual(['wrong key', { hint: 'ask ann', left: 2 }]);
    socket.disconnect();
  });

  it('learns that the server disconnected it', async () => {
    const socket = await connect(server.url, mode, options);
    const disconnected = next(socket, 'disconnect');
    socket.emit('kick me');
    expect((await disconnected)[0]).toBe('io server disconnect');
  });
});

describe('a client with another serializer', () => {
  it('is closed', async () => {
    const frames = await Frames.open(`${server.url}/socket.io/`);
    frames.send('40');
    await frames.closed;
  });

  it('is closed for bytes that are no MessagePack', async () => {
    const frames = await Frames.open(`${server.url}/socket.io/`);
    frames.send(Uint8Array.of(0xc1));
    await frames.closed;
  });
});

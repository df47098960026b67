import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { expect, test } from 'vitest';
import { Client, tuple } from '../src/index.js';

test.each([[['polling']], [['websocket']], [['polling', 'websocket']]] as const)(
  'end to end over %s',
  async (transports) => {
    const http = createServer();
    const io = new Server(http);
    io.on('connection', (s) => {
      s.on('echo', (a, b, cb) => cb(a, b));
      s.on('shout', (a) => s.emit('heard', a, s.handshake.auth));
    });
    io.of('/chat').on('connection', (s) => s.emit('hello', Buffer.from([1, 2])));
    await new Promise<void>((r) => http.listen(0, '127.0.0.1', r));
    const c = new Client();
    const heard = new Promise((r) => c.on('heard', (...a) => r(a)));
    const hello = new Promise((r) => c.on('hello', (a) => r([...a]), { namespace: '/chat' }));
    const bye = new Promise((r) => c.on('disconnect', r));
    await c.connect(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports, auth: { token: 1 } });
    expect(await c.call('echo', tuple('x', new Uint8Array([5])))).toEqual(['x', Buffer.from([5])]);
    await c.emit('shout', { a: 'é' });
    expect(await heard).toEqual([{ a: 'é' }, { token: 1 }]);
    expect(await hello).toEqual([1, 2]);
    expect(c.getSid('/chat')).toBeTypeOf('string');
    await c.disconnect();
    expect(await bye).toBe('client disconnect');
    await c.wait();
    await io.close();
  },
);

import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { Connection } from '../src/load/connection.js';
import { pollEchoLoad } from '../src/load/polling.js';
import { startBareHttp } from '../src/servers/bare-http.js';
import { startBareWs } from '../src/servers/bare-ws.js';

afterEach(() => vi.restoreAllMocks());

it('bare node:http answers with the length and the body alone', async () => {
  const socket = connect(await startBareHttp(), '127.0.0.1');
  socket.write('GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: \d+\r\n\r\n0\{"sid":"\d+",.*\}$/);
  socket.destroy();
});

it('bare node:http gives back UTF-8 as it came', async () => {
  const setup = { send: '420["echo","é中"]', receive: '430["é中"]' };
  const load = await pollEchoLoad({ kind: 'poll-echo', connections: 1, ...setup }, await startBareHttp());
  expect((await load.run(10)).operations).toBeGreaterThan(0);
});

it('bare ws answers a client that connects with two writes', async () => {
  const port = await startBareWs();
  const writes = [vi.spyOn(Socket.prototype, '_write'), vi.spyOn(Socket.prototype, '_writev' as '_write')];
  const connection = await Connection.open({ port });
  const writers = writes.flatMap(({ mock }) => mock.contexts as Socket[]);
  expect(writers.filter(({ localPort }) => localPort === port)).toHaveLength(2);
  connection.close();
});

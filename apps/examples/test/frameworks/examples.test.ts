import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { next } from '../support/client.js';
import { Example } from '../support/process.js';

describe('the examples for frameworks', () => {
  const running: Example[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.disconnect();
    for (const example of running.splice(0)) await example.stop();
  });

  async function start(file: string): Promise<{ url: string; example: Example }> {
    const example = new Example(file, { PORT: '0' });
    running.push(example);
    return { url: `http://localhost:${await example.port()}`, example };
  }

  function open(url: string, transport: string, cookie?: string): Socket {
    const extraHeaders = cookie === undefined ? {} : { cookie };
    const socket = io(url, { transports: [transport], forceNew: true, reconnection: false, extraHeaders });
    sockets.push(socket);
    return socket;
  }

  const cookieOf = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');

  it.each(['polling', 'websocket'])(
    'Express: passport says who it is, and strangers may not speak, over %s',
    async (transport) => {
      const { url, example } = await start('frameworks/express.js');
      const body = new URLSearchParams({ username: 'ann', password: 'secret' });
      const cookie = cookieOf(await fetch(`${url}/login`, { method: 'POST', body }));
      const [ann, stranger] = [open(url, transport, cookie), open(url, transport)];
      expect([await ann.emitWithAck('whoami'), await stranger.emitWithAck('whoami')]).toEqual(['ann', 'a stranger']);
      const said = next(stranger, 'said');
      ann.emit('say', 'hello');
      expect(await said).toBe('ann: hello');
      const left = next(stranger, 'disconnect');
      stranger.emit('say', 'me too');
      expect(await left).toBe('io server disconnect');
      expect(await example.stop()).toBe(0);
    },
  );

  it.each([
    ['frameworks/fastify.js', 'polling'],
    ['frameworks/fastify.js', 'websocket'],
    ['frameworks/koa.js', 'polling'],
    ['frameworks/koa.js', 'websocket'],
  ])('%s lets in who is logged in, over %s', async (file, transport) => {
    const { url, example } = await start(file);
    const cookie = cookieOf(await fetch(`${url}/login/ann`));
    const refused = next(open(url, transport), 'connect_error');
    expect(((await refused) as Error).message).toBe('Connection rejected by server');
    const ann = open(url, transport, cookie);
    const said = next(ann, 'said');
    expect(await ann.emitWithAck('whoami')).toBe('ann');
    ann.emit('say', 'hello');
    expect(await said).toBe('ann: hello');
    expect(await example.stop()).toBe(0);
  });
});

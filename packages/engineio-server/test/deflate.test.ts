import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { SharedMessage } from '../src/index.js';
import { rawWebSocket } from './support/raw.js';
import { startServer } from './support/server.js';
import { Socket } from './support/socket.js';

/** Bytes that came over the network so far. */
function bytesRead(socket: Socket): number {
  return (socket.ws as unknown as { _socket: { bytesRead: number } })._socket.bytesRead;
}

const deflating = { perMessageDeflate: true };
const large = 'x'.repeat(50_000);

describe('perMessageDeflate', () => {
  it('is off by default, whatever clients offer', async () => {
    const { url } = await startServer();
    expect((await Socket.open(url, deflating)).ws.extensions).toBe('');
  });

  it('compresses what is large enough, both ways, in order', async () => {
    const { url, sessions } = await startServer({ perMessageDeflate: true });
    const socket = await Socket.open(url, deflating);
    expect(socket.ws.extensions).toBe('permessage-deflate');
    const before = bytesRead(socket);
    const { session } = sessions[0]!;
    session.sendText('a');
    session.sendText(large);
    session.sendMessage('head', [Buffer.from(large)]);
    session.sendShared(new SharedMessage('shared', [new Uint8Array([1])]));
    session.sendText('z');
    expect(await socket.take(7)).toEqual([
      '4a',
      `4${large}`,
      '4head',
      Buffer.from(large),
      '4shared',
      Buffer.from([1]),
      '4z',
    ]);
    expect(bytesRead(socket) - before).toBeLessThan(2000);
    socket.send(`4${large}`);
    expect(await socket.next()).toBe(`4${large}`);
  });

  it('leaves alone what is below its threshold, or sent with compress false', async () => {
    const { url, sessions } = await startServer({ perMessageDeflate: { threshold: 100_000 } });
    const socket = await Socket.open(url, deflating);
    let before = bytesRead(socket);
    sessions[0]!.session.sendText(large);
    await socket.next();
    expect(bytesRead(socket) - before).toBeGreaterThan(50_000);

    const second = await startServer({ perMessageDeflate: true });
    const other = await Socket.open(second.url, deflating);
    before = bytesRead(other);
    second.sessions[0]!.session.sendText(large, false);
    await other.next();
    expect(bytesRead(other) - before).toBeGreaterThan(50_000);
  });

  it('has a threshold of 1,024 bytes unless it is told another', async () => {
    const { url, sessions } = await startServer({ perMessageDeflate: true });
    const socket = await Socket.open(url, deflating);
    const sizes: number[] = [];
    for (const size of [1023, 1024]) {
      const before = bytesRead(socket);
      // The packet has a digit for its type.
      sessions[0]!.session.sendText('x'.repeat(size - 1));
      await socket.next();
      sizes.push(bytesRead(socket) - before);
    }
    expect(sizes[0]).toBeGreaterThan(1000);
    expect(sizes[1]).toBeLessThan(100);
  });

  it('takes the options of ws', async () => {
    const { url } = await startServer({ perMessageDeflate: { serverNoContextTakeover: true } });
    const socket = Socket.connect(url, deflating);
    const agreed = await new Promise((resolve) => {
      socket.ws.once('upgrade', ({ headers }) => resolve(headers['sec-websocket-extensions']));
    });
    expect(agreed).toBe('permessage-deflate; server_no_context_takeover');
  });

  it('bounds what a message inflates to', async () => {
    const { url, sessions } = await startServer({ perMessageDeflate: true, maxHttpBufferSize: 10_000 });
    const socket = await Socket.open(url, deflating);
    socket.send(`4${large}`);
    expect((await socket.closed)[0]).toBe(1009);
    expect((await sessions[0]!.closed)[0]).toBe('transport error');
  });

  it('lets out everything before close()', async () => {
    const { url, sessions } = await startServer({ perMessageDeflate: true });
    const socket = await Socket.open(url, deflating);
    sessions[0]!.session.sendText(large);
    sessions[0]!.session.close();
    expect(await socket.rest()).toEqual([`4${large}`]);
  });
});

describe('wsEngine', () => {
  /** Not ws itself as far as the engine can tell: it must be used by its methods alone. */
  class Other extends WebSocketServer {}

  it('may be another server than that of ws', async () => {
    const { url, sessions } = await startServer({ wsEngine: Other });
    const socket = await Socket.open(url);
    socket.send('4text');
    socket.send(Buffer.from([1, 2]));
    expect(await socket.take(2)).toEqual(['4text', Buffer.from([1, 2])]);
    sessions[0]!.session.sendShared(new SharedMessage('shared', undefined));
    expect(await socket.next()).toBe('4shared');
    socket.ws.close();
    expect((await sessions[0]!.closed)[0]).toBe('transport close');
  });

  it('is bound by maxBackpressure', async () => {
    const { port, sessions } = await startServer({ wsEngine: Other, maxBackpressure: 1_000_000 });
    const socket = await rawWebSocket(port);
    socket.pause();
    const { session } = sessions[0]!;
    let peak = 0;
    for (let i = 0; i < 5000; i++) {
      session.sendText('x'.repeat(10_000));
      peak = Math.max(peak, session.bufferedAmount);
    }
    expect(peak).toBeLessThanOrEqual(1_100_000);
    expect((await sessions[0]!.closed)[1]).toContain('maxBackpressure');
    socket.destroy();
  });

  it('that cannot add headers is refused when options need them', async () => {
    class Headless {
      handleUpgrade(): void {}
    }
    await expect(startServer({ wsEngine: Headless, cookie: 'io' })).rejects.toThrow(/cookie/);
    await expect(startServer({ wsEngine: Headless, initialHeaders: () => {} })).rejects.toThrow(/initialHeaders/);
    await startServer({ wsEngine: Headless });
  });
});

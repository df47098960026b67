import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { join, openSession, type RunningServer, startSocketIO } from '../support/socketio.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startSocketIO({ pingInterval: 100 });
});
afterAll(() => server.close());
beforeEach(() => {
  server.log.length = 0;
});

/** The next packet that is no heartbeat; pings are answered. */
async function packet(frames: Awaited<ReturnType<typeof join>>): Promise<string> {
  for (;;) {
    const message = String(await frames.next());
    if (message !== '2') return message;
    frames.send('3');
  }
}

describe('a disconnection', () => {
  it('from the main namespace leaves the connection to its heartbeat', async () => {
    const frames = await join(server);
    frames.send('41');
    await server.logged('disconnect / client disconnect');
    expect(await frames.next()).toBe('2');
    frames.close();
  });

  it('from a custom namespace leaves the others', async () => {
    const frames = await join(server);
    frames.send('40/custom,');
    expect(await packet(frames)).toMatch(/^40\/custom,/);
    expect(await packet(frames)).toBe('42/custom,["auth",{}]');
    frames.send('41/custom', '42["message","message to main namespace"]');
    expect(await packet(frames)).toBe('42["message-back","message to main namespace"]');
    expect(server.log).toContain('disconnect /custom client disconnect');
    expect(server.log).not.toContain('disconnect / client disconnect');
    frames.close();
  });

  it('from the main namespace leaves the custom ones', async () => {
    const frames = await join(server);
    frames.send('40/custom,');
    await packet(frames);
    await packet(frames);
    frames.send('41', '42/custom,["message",1]');
    expect(await packet(frames)).toBe('42/custom,["message-back",1]');
    frames.close();
  });

  it('may be followed by a new connection', async () => {
    const frames = await join(server);
    frames.send('41', '40');
    expect(await packet(frames)).toMatch(/^40\{"sid":/);
    expect(await packet(frames)).toBe('42["auth",{}]');
    frames.close();
  });

  it('by the server is a packet, and the end of that namespace alone', async () => {
    const frames = await openSession(server);
    frames.send('40/custom,', '40');
    const sids = (await Promise.all([packet(frames), packet(frames), packet(frames), packet(frames)]))
      .filter((text) => text.startsWith('40/custom,'))
      .map((text) => (JSON.parse(text.slice(10)) as { sid: string }).sid);
    await server.sio.disconnect(sids[0]!, { namespace: '/custom' });
    expect(await packet(frames)).toMatch(/^41\/custom,?$/);
    frames.send('42["message",1]');
    expect(await packet(frames)).toBe('42["message-back",1]');
    frames.close();
  });

  it('of the connection ends every namespace, once each', async () => {
    const alone = await startSocketIO();
    const frames = await join(alone);
    frames.send('40/custom,');
    await frames.take(2);
    frames.ws.terminate();
    await alone.logged('disconnect / transport close');
    await alone.logged('disconnect /custom transport close');
    await alone.close();
    expect(alone.log.filter((line) => line.startsWith('disconnect'))).toHaveLength(2);
  });

  it('by the engine’s close packet is the client’s own', async () => {
    const frames = await join(server);
    frames.send('1');
    await frames.closed;
    await server.logged('disconnect / client disconnect');
  });

  it('by a malformed packet is named as such', async () => {
    const frames = await join(server);
    frames.send('42{}');
    await frames.closed;
    await server.logged('disconnect / parse error');
  });
});

import { expect, it } from 'vitest';
import { Poller } from './support/poller.js';
import { clientFrame, rawWebSocket } from './support/raw.js';
import { startServer } from './support/server.js';

/** Counts messages per turn of the event loop. */
function perTurn(): { count(): void; most: number } {
  let now = 0;
  const counter = {
    most: 0,
    count(): void {
      if (now++ === 0) setImmediate(() => (now = 0));
      counter.most = Math.max(counter.most, now);
    },
  };
  return counter;
}

it('a flood over WebSocket is read a budget at a time, and completely', async () => {
  const counter = perTurn();
  const { port, sessions } = await startServer({}, () => ({ text: () => counter.count() }));
  const socket = await rawWebSocket(port);
  const message = clientFrame(`4${'x'.repeat(100)}`);
  const total = 40_000;
  socket.write(Buffer.concat(Array.from({ length: total }, () => message)));
  await expect.poll(() => sessions[0]!.received.length, { timeout: 10_000 }).toBe(total);
  // All of a chunk that has been read, 64 KiB, is handed on, and the turns counted here need not be those of the engine.
  expect(counter.most).toBeLessThanOrEqual((4 * 65_536) / 101);
  socket.destroy();
});

it('a large payload of a poller is handed on a budget at a time, and completely', async () => {
  const counter = perTurn();
  const { url, sessions } = await startServer({}, () => ({ text: () => counter.count() }));
  const poller = await Poller.open(url);
  const packets = Array.from({ length: 9000 }, (_, i) => `4${String(i).padStart(100, '0')}`);
  expect(await poller.post(packets.join('\x1e'))).toEqual([200, 'ok']);
  expect(sessions[0]!.received).toEqual(packets.map((packet) => packet.slice(1)));
  expect(counter.most).toBeLessThanOrEqual(65_536 / 101 + 1);
});

import { expect } from 'vitest';
import type { Theme } from '../themes.js';

const MANY = 2000;

export function order({ clause, cluster, namespace }: Theme): void {
  const numbers = Array.from({ length: MANY }, (_, i) => i);

  clause('emits of one server arrive in order, none missing, none twice', async () => {
    const at = namespace();
    const clients = [cluster().node(1).connect(at), cluster().node(2).connect(at)];
    const { manager } = cluster().node(0);
    for (const number of numbers) void manager.emit('n', number, { namespace: at });
    for (const { received } of clients) {
      await received.atLeast(MANY);
      expect(received.items.map(([, number]) => number)).toEqual(numbers);
    }
  });

  clause('emits that are awaited one by one arrive in order too', async () => {
    const at = namespace();
    const client = cluster().node(0).connect(at);
    const some = numbers.slice(0, 100);
    for (const number of some) await cluster().node(1).manager.emit('n', number, { namespace: at });
    await client.received.atLeast(some.length);
    expect(client.received.items.map(([, number]) => number)).toEqual(some);
  });

  clause('a room operation takes effect between the emits around it', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    const { manager } = cluster().node(0);
    void manager.emit('n', 1, { namespace: at, to: 'room' });
    void manager.enterRoom(client.sid, 'room', { namespace: at });
    void manager.emit('n', 2, { namespace: at, to: 'room' });
    void manager.leaveRoom(client.sid, 'room', { namespace: at });
    void manager.emit('n', 3, { namespace: at, to: 'room' });
    await cluster().settle();
    expect(client.received.items).toEqual([['n', 2]]);
  });
}

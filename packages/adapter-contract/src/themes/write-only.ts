import { expect } from 'vitest';
import type { Theme } from '../themes.js';

export function writeOnly({ clause, cluster, namespace }: Theme): void {
  clause('a worker emits to clients of all servers, without being one', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    const worker = cluster().writer();
    await worker.ready();
    await worker.emit('done', { job: 7 }, { namespace: at });
    for (const { received } of clients) expect(await received.atLeast(1)).toEqual([['done', { job: 7 }]]);
    expect(worker.stats.received).toBe(0);
  });

  clause('a worker emits without waiting for ready, and close lets everything out', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    const worker = cluster().writer();
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    for (const number of numbers) void worker.emit('n', number, { namespace: at });
    await worker.close();
    expect(worker.stats).toMatchObject({ published: 300, lost: 0 });
    await client.received.atLeast(300);
    expect(client.received.items.map(([, number]) => number)).toEqual(numbers);
  });

  clause('a worker does room operations and disconnects clients', async () => {
    const at = namespace();
    const [a, b] = [cluster().node(0).connect(at), cluster().node(1).connect(at)];
    const worker = cluster().writer();
    await worker.enterRoom(a.sid, 'r', { namespace: at });
    await worker.emit('ev', 1, { namespace: at, to: 'r' });
    await worker.disconnect(b.sid, { namespace: at });
    await worker.emit('last', 1, { namespace: at });
    await a.received.including('last', ([event]) => event === 'last');
    expect(a.received.items).toEqual([
      ['ev', 1],
      ['last', 1],
    ]);
    expect(b.received.items).toEqual([]);
  });
}

import { expect } from 'vitest';
import type { TestClient } from '../node.js';
import type { Theme } from '../themes.js';

export function interruption({ clause, cluster, namespace, contract: { interrupt } }: Theme): void {
  if (interrupt === undefined) return;

  clause('local delivery goes on, and the cluster is whole again without help', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    for (const round of [1, 2]) {
      const before = cluster().nodes.map((node) => node.errors.length);
      await interrupt();
      for (const [i, { manager }] of cluster().nodes.entries()) {
        void manager.emit('local', round, { namespace: at });
        expect(clients[i]?.received.items.at(-1)).toEqual(['local', round]);
      }
      await untilAllHearAll(round, at, clients);
      await cluster().settle();
      for (const [i, { errors }] of cluster().nodes.entries()) {
        expect(errors.length - (before[i] ?? 0)).toBeLessThanOrEqual(1);
      }
    }
  });

  /** Tries until it is so: what is sent to servers that are not back yet is lost, and nothing tells the sender. */
  async function untilAllHearAll(round: number, at: string, clients: readonly TestClient[]): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      for (const [from, { manager }] of cluster().nodes.entries()) {
        await manager.emit('back', { round, from }, { namespace: at });
      }
      if (clients.every(({ received }) => sendersIn(round, received.items) === clients.length)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the servers did not find each other again within 15 s');
  }
}

function sendersIn(round: number, received: readonly (readonly unknown[])[]): number {
  const back = received.filter(([event, data]) => event === 'back' && (data as { round: number }).round === round);
  return new Set(back.map(([, data]) => (data as { from: number }).from)).size;
}

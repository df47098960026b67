import { expect } from 'vitest';
import type { Theme } from '../themes.js';

export function serverSideEmit({ clause, cluster }: Theme): void {
  clause('an event for servers reaches all others, not the sender, and no client', async () => {
    const client = cluster().node(1).connect('/');
    await cluster()
      .node(0)
      .manager.serverSideEmit('reload', ['config', { at: 1 }, Buffer.from([7])]);
    await cluster().settle();
    const heard = cluster().nodes.map(({ serverEvents }) => serverEvents.items.filter(([event]) => event === 'reload'));
    const event = ['reload', 'config', { at: 1 }, Buffer.from([7])];
    expect(heard).toEqual([[], [event], [event]]);
    expect(client.received.items).toEqual([]);
  });
}

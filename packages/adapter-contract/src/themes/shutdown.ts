import { expect } from 'vitest';
import { TestNode } from '../node.js';
import type { Theme } from '../themes.js';

export function shutdown({ clause, cluster, namespace, contract }: Theme): void {
  clause('a server that closes hears nothing more, and the others go on without it', async () => {
    const at = namespace();
    const leaving = await cluster().join();
    const gone = leaving.connect(at);
    const staying = cluster().node(0).connect(at);
    await cluster().settle();
    await leaving.manager.close();
    cluster().nodes.pop();
    await cluster().node(1).manager.emit('ev', 1, { namespace: at });
    await staying.received.atLeast(1);
    await cluster().settle();
    expect(gone.received.items).toEqual([]);
    // So nobody waits for an answer of it.
    for (const { manager } of cluster().nodes) expect(manager.stats.nodes).toBe(cluster().nodes.length - 1);
  });

  clause('closing twice is closing once, and afterwards nothing works, and nothing throws', async () => {
    const node = await cluster().join();
    cluster().nodes.pop();
    await Promise.all([node.manager.close(), node.manager.close()]);
    await node.manager.emit('ev', 1);
    await node.manager.enterRoom('someone', 'r');
    expect(await node.manager.fetchClients()).toEqual([]);
    await expect(node.manager.ready()).rejects.toThrow('closed');
    await expect(node.manager.emit('ev', 1, { confirm: true })).rejects.toThrow('closed');
  });

  clause('one that closes before it is ready closes all the same, and says so', async () => {
    const node = new TestNode(contract.open({ channel: cluster().channel }), cluster().patience);
    const ready = node.manager.ready();
    await node.manager.close();
    await expect(ready).rejects.toThrow('closed');
    expect(node.errors).toEqual([]);
  });

  clause('one that was never used closes too', async () => {
    await cluster().writer().close();
  });
}

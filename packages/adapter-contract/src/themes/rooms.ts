import { expect } from 'vitest';
import type { TestClient } from '../node.js';
import type { Theme } from '../themes.js';

export function rooms({ clause, cluster, namespace }: Theme): void {
  const three = (at: string) => cluster().nodes.map((node) => node.connect(at));

  clause('an emit to a room reaches its members on every server, and nobody else', async () => {
    const at = namespace();
    const clients = three(at);
    const outsider = cluster().node(1).connect(at);
    for (const [i, { sid }] of clients.entries())
      await cluster().node(i).manager.enterRoom(sid, 'r', { namespace: at });
    await cluster().node(0).manager.emit('ev', 1, { namespace: at, to: 'r' });
    await cluster().settle();
    for (const { received } of clients) expect(received.items).toEqual([['ev', 1]]);
    expect(outsider.received.items).toEqual([]);
  });

  clause('an emit to a sid reaches that client, wherever it is', async () => {
    const at = namespace();
    const clients = three(at);
    await cluster().node(0).manager.emit('ev', 1, { namespace: at, to: clients[2]?.sid });
    await cluster().settle();
    expect(clients.map(({ received }) => received.items.length)).toEqual([0, 0, 1]);
  });

  clause('an emit to a list reaches each client once, and skipSid leaves clients and rooms out', async () => {
    const at = namespace();
    const [a, b, c] = three(at) as [TestClient, TestClient, TestClient];
    const { manager } = cluster().node(1);
    await manager.enterRoom(b.sid, 'r', { namespace: at });
    await manager.enterRoom(b.sid, 's', { namespace: at });
    await cluster()
      .node(0)
      .manager.emit('ev', 1, { namespace: at, to: ['r', 's', c.sid] });
    await cluster()
      .node(0)
      .manager.emit('ev', 2, { namespace: at, skipSid: ['r', a.sid] });
    await cluster().settle();
    expect(a.received.items).toEqual([]);
    expect(b.received.items).toEqual([['ev', 1]]);
    expect(c.received.items).toEqual([
      ['ev', 1],
      ['ev', 2],
    ]);
  });

  clause('a client enters and leaves rooms by word of another server', async () => {
    const at = namespace();
    const client = cluster().node(2).connect(at);
    const { manager } = cluster().node(0);
    await manager.enterRoom(client.sid, 'a', { namespace: at });
    await manager.enterRoom(client.sid, 'b', { namespace: at });
    await manager.leaveRoom(client.sid, 'a', { namespace: at });
    await cluster().settle();
    expect(cluster().node(2).manager.getRooms(client.sid, { namespace: at })).toEqual([client.sid, 'b']);
  });

  clause('a room that is closed is empty on every server', async () => {
    const at = namespace();
    const clients = three(at);
    for (const [i, { sid }] of clients.entries())
      await cluster().node(i).manager.enterRoom(sid, 'r', { namespace: at });
    await cluster().node(1).manager.closeRoom('r', { namespace: at });
    await cluster().settle();
    for (const { manager } of cluster().nodes) expect(manager.getParticipants('r', { namespace: at })).toEqual([]);
    for (const [i, { sid }] of clients.entries()) expect(cluster().node(i).manager.isConnected(sid, at)).toBe(true);
  });

  clause('a client is disconnected by word of another server', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    const bystander = cluster().node(1).connect(at);
    await cluster().node(0).manager.disconnect(client.sid, { namespace: at });
    await cluster().settle();
    expect(cluster().node(1).manager.isConnected(client.sid, at)).toBe(false);
    expect(cluster().node(1).manager.isConnected(bystander.sid, at)).toBe(true);
  });

  clause('operations on clients that nobody has change nothing', async () => {
    const at = namespace();
    const { manager } = cluster().node(0);
    await manager.enterRoom('nobody', 'r', { namespace: at });
    await manager.leaveRoom('nobody', 'r', { namespace: at });
    await manager.disconnect('nobody', { namespace: at });
    await cluster().settle();
    for (const node of cluster().nodes) {
      expect(node.manager.getParticipants('r', { namespace: at })).toEqual([]);
      expect(node.errors).toEqual([]);
    }
  });
}

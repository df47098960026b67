import { expect } from 'vitest';
import type { Theme } from '../themes.js';

export function roomOperations({ clause, cluster, namespace }: Theme): void {
  const membersOf = (room: string, at: string) =>
    cluster().nodes.flatMap(({ manager }) => manager.getParticipants(room, { namespace: at }));

  clause('all clients of a room join and leave others, on every server', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    const [first, second, third] = clients.map(({ sid }) => sid) as [string, string, string];
    await cluster().node(0).manager.joinRooms(['a', 'b'], { namespace: at });
    await cluster().settle();
    expect(membersOf('a', at)).toEqual([first, second, third]);
    await cluster().node(1).manager.leaveRooms('a', { namespace: at, room: 'b', except: third });
    await cluster().settle();
    expect(membersOf('a', at)).toEqual([third]);
    expect(membersOf('b', at)).toEqual([first, second, third]);
  });

  clause('all clients of a room are disconnected, on every server', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    const bystander = cluster().node(2).connect(at);
    const room = clients.map(({ sid }) => sid);
    await cluster().node(0).manager.disconnectClients({ namespace: at, room });
    await cluster().settle();
    const left = cluster().nodes.flatMap(({ manager }) => manager.getParticipants(undefined, { namespace: at }));
    expect(left).toEqual([bystander.sid]);
  });

  clause('local keeps all of that to this server', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    const { manager } = cluster().node(1);
    await manager.joinRooms('r', { namespace: at, local: true });
    await cluster().settle();
    expect(membersOf('r', at)).toEqual([clients[1]?.sid]);
    await manager.leaveRooms('r', { namespace: at, local: true });
    await manager.disconnectClients({ namespace: at, local: true });
    await cluster().settle();
    expect(cluster().nodes.map((node) => node.manager.countClients(at))).toEqual([1, 0, 1]);
  });
}

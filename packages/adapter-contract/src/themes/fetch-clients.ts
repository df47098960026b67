import { expect } from 'vitest';
import type { Theme } from '../themes.js';

export function fetchClients({ clause, cluster, namespace }: Theme): void {
  clause('clients of all servers are described, with rooms and session', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    for (const [i, client] of clients.entries()) {
      client.session = { number: i };
      await cluster().node(i).manager.enterRoom(client.sid, 'r', { namespace: at });
    }
    const found = await cluster().node(1).manager.fetchClients({ namespace: at });
    const byNumber = [...found].sort((a, b) => numberOf(a) - numberOf(b));
    expect(byNumber).toEqual(
      clients.map(({ sid, session }) => ({ sid, namespace: at, rooms: [sid, 'r'], environ: { url: '/' }, session })),
    );
  });

  clause('rooms, exceptions and local narrow it down', async () => {
    const at = namespace();
    const [a, b, c] = cluster().nodes.map((node) => node.connect(at).sid) as [string, string, string];
    const sids = async (filter: object) => {
      const found = await cluster()
        .node(0)
        .manager.fetchClients({ namespace: at, ...filter });
      return found.map(({ sid }) => sid).sort();
    };
    expect(await sids({ room: [b, c] })).toEqual([b, c].sort());
    expect(await sids({ except: b })).toEqual([a, c].sort());
    expect(await sids({ local: true })).toEqual([a]);
    expect(await sids({ room: 'nobody' })).toEqual([]);
  });

  clause('more clients than one message holds arrive all the same', async () => {
    const at = namespace();
    const many = Array.from({ length: 450 }, () => cluster().node(2).connect(at).sid);
    const found = await cluster().node(0).manager.fetchClients({ namespace: at });
    expect(found.map(({ sid }) => sid).sort()).toEqual(many.sort());
  });

  clause('a session that cannot travel costs nothing but itself', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    const session: { self?: unknown } = {};
    session.self = session;
    client.session = session;
    const found = await cluster().node(0).manager.fetchClients({ namespace: at });
    expect(found).toMatchObject([{ sid: client.sid, session: null }]);
  });
}

function numberOf({ session }: { readonly session: unknown }): number {
  return (session as { number: number }).number;
}

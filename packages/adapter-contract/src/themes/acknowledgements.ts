import { expect } from 'vitest';
import type { Recorder } from '../recorder.js';
import type { Theme } from '../themes.js';

/** What a request told its listener, in order. */
function listener(told: Recorder<readonly unknown[]>) {
  return {
    told,
    answer: (sid: string, args: readonly unknown[]) => told.push(['answer', sid, ...args]),
    lost: (sid: string) => told.push(['lost', sid]),
    complete: () => told.push(['complete']),
    expired: (missing: number) => told.push(['expired', missing]),
  };
}

export function acknowledgements({ clause, cluster, namespace }: Theme): void {
  clause('a callback is called with what a client elsewhere acknowledged', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    client.acknowledge = (question) => [question, { ok: true }, Buffer.from([1, 2])];
    const answers = cluster().recorder<unknown[]>();
    const callback = (...args: unknown[]) => answers.push(args);
    await cluster().node(0).manager.emit('ask', 'why', { namespace: at, to: client.sid, callback });
    expect(await answers.atLeast(1)).toEqual([['why', { ok: true }, Buffer.from([1, 2])]]);
  });

  clause('a callback for a room is called once per member, on whichever server it is', async () => {
    const at = namespace();
    const clients = cluster().nodes.flatMap((node) => [node.connect(at), node.connect(at)]);
    for (const client of clients) client.acknowledge = () => [client.sid];
    const answers = cluster().recorder<string>();
    await cluster()
      .node(0)
      .manager.emit('ask', 1, { namespace: at, callback: (sid) => answers.push(sid) });
    await answers.atLeast(clients.length);
    await cluster().settle();
    expect([...answers.items].sort()).toEqual(clients.map(({ sid }) => sid).sort());
  });

  clause('a request ends when everyone asked has answered', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    for (const client of clients) client.acknowledge = () => ['yes'];
    const { told, ...hears } = listener(cluster().recorder());
    cluster().node(1).manager.request(at, 'ask', [], {}, hears);
    const items = await told.including('the end', ([what]) => what === 'complete');
    expect(
      items
        .slice(0, -1)
        .map(([what, sid, answer]) => `${what} ${sid} ${answer}`)
        .sort(),
    ).toEqual(clients.map(({ sid }) => `answer ${sid} yes`).sort());
    expect(items.at(-1)).toEqual(['complete']);
  });

  clause('a request hears of a client that leaves elsewhere before it answers', async () => {
    const at = namespace();
    const client = cluster().node(2).connect(at);
    const { told, ...hears } = listener(cluster().recorder());
    cluster().node(0).manager.request(at, 'ask', [], { to: client.sid }, hears);
    await client.received.atLeast(1);
    await cluster().node(2).disconnect(client);
    expect(await told.including('the end', ([what]) => what === 'complete')).toEqual([
      ['lost', client.sid],
      ['complete'],
    ]);
  });

  clause('a request that nobody answers in time says how many answers are missing', async () => {
    const at = namespace();
    const clients = cluster().nodes.map((node) => node.connect(at));
    const { told, ...hears } = listener(cluster().recorder());
    cluster().node(0).manager.request(at, 'ask', [], { timeout: 1500 }, hears);
    expect(await told.atLeast(1)).toEqual([['expired', clients.length]]);
  });

  clause('a request that is cancelled hears nothing more', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    client.acknowledge = () => ['late'];
    const { told, ...hears } = listener(cluster().recorder());
    cluster().node(0).manager.request(at, 'ask', [], { to: client.sid }, hears).cancel();
    await client.received.atLeast(1);
    await cluster().settle();
    expect(told.items).toEqual([]);
  });

  clause('a manager that only emits cannot ask for any', async () => {
    const manager = cluster().writer();
    await expect(manager.emit('ask', 1, { callback: () => {} })).rejects.toThrow('Acknowledgements reach servers only');
  });
}

import { tuple } from '@x/socketio-adapter';
import { expect } from 'vitest';
import type { Theme } from '../themes.js';

export function broadcast({ clause, cluster, namespace }: Theme): void {
  clause('an emit reaches every client of the namespace on every server, once', async () => {
    const at = namespace();
    const clients = cluster().nodes.flatMap((node) => [node.connect(at), node.connect(at)]);
    await cluster().node(0).manager.emit('news', 'hello', { namespace: at });
    await cluster().settle();
    for (const { received } of clients) expect(received.items).toEqual([['news', 'hello']]);
  });

  clause('the own clients get it before emit returns', async () => {
    const at = namespace();
    const client = cluster().node(0).connect(at);
    void cluster().node(0).manager.emit('news', 1, { namespace: at });
    expect(client.received.items).toEqual([['news', 1]]);
    await cluster().settle();
  });

  clause('other namespaces hear nothing', async () => {
    const [at, other] = [namespace(), namespace()];
    const bystander = cluster().node(1).connect(other);
    await cluster().node(0).manager.emit('news', 1, { namespace: at });
    await cluster().settle();
    expect(bystander.received.items).toEqual([]);
  });

  const values: Record<string, { data: unknown; args: unknown[] }> = {
    'no arguments': { data: undefined, args: [] },
    'several arguments': { data: tuple('a', 1, true), args: ['a', 1, true] },
    'a list as one argument': { data: [1, [2, 3]], args: [[1, [2, 3]]] },
    'null as one argument': { data: null, args: [null] },
    'nested objects, own keys of any name': {
      data: JSON.parse('{"a":{"b":[null,{"__proto__":1}]},"":0}'),
      args: [JSON.parse('{"a":{"b":[null,{"__proto__":1}]},"":0}')],
    },
    'text in any script': { data: 'grüße, 世界 👋 \u2028 \u0000', args: ['grüße, 世界 👋 \u2028 \u0000'] },
    'binary values, wherever they are': {
      data: tuple(Uint8Array.from([0, 255]), { deep: [Buffer.alloc(0), Buffer.from('x')] }),
      args: [Buffer.from([0, 255]), { deep: [Buffer.alloc(0), Buffer.from('x')] }],
    },
  };
  for (const [what, { data, args }] of Object.entries(values)) {
    clause(`${what} arrive as they were`, async () => {
      const at = namespace();
      const client = cluster().node(1).connect(at);
      await cluster().node(0).manager.emit('ev', data, { namespace: at });
      await client.received.atLeast(1);
      expect(client.received.items).toEqual([['ev', ...args]]);
    });
  }

  clause('a message of half a megabyte arrives whole', async () => {
    const at = namespace();
    const client = cluster().node(2).connect(at);
    const text = 'x'.repeat(500_000);
    await cluster().node(0).manager.emit('large', text, { namespace: at });
    const [event] = await client.received.atLeast(1);
    expect(event?.[1] === text).toBe(true);
  });

  clause('ignoreQueue keeps it on this server', async () => {
    const at = namespace();
    const [here, there] = [cluster().node(0).connect(at), cluster().node(1).connect(at)];
    await cluster().node(0).manager.emit('local', 1, { namespace: at, ignoreQueue: true });
    await cluster().settle();
    expect(here.received.items).toEqual([['local', 1]]);
    expect(there.received.items).toEqual([]);
  });

  clause('how it is to travel is told to every server', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    await cluster().node(0).manager.emit('ev', 1, { namespace: at, volatile: true, compress: false });
    await client.received.atLeast(1);
    expect(client.flags).toEqual([{ volatile: true, compress: false }]);
  });

  clause('confirm waits until the queue has it', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    await cluster().node(0).manager.emit('ev', 1, { namespace: at, confirm: true });
    await client.received.atLeast(1);
  });
}

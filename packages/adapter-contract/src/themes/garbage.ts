import { expect } from 'vitest';
import type { Theme } from '../themes.js';

const GARBAGE: readonly (string | Uint8Array)[] = [
  'not JSON',
  '{}',
  '[]',
  'null',
  '{"method":"emit"}',
  '{"method":"emit","event":"disconnect","data":[]}',
  '{"method":"emit","event":"ev","data":[1],"namespace":7}',
  '{"method":"disconnect","sid":["everyone"]}',
  '{"method":"callback","host_id":7,"sid":"x","id":1,"args":[]}',
  '{"method":"constructor"}',
  '{"method":"x-node","host_id":{},"state":"hello"}',
  Uint8Array.from([0x80, 0x04, 0x95, 0x00, 0xff]),
  `{"method":"emit","event":"ev","data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
];

export function garbage({ clause, cluster, namespace, contract: { publishRaw } }: Theme): void {
  if (publishRaw === undefined) return;

  clause('what is no message changes nothing, and what follows it arrives', async () => {
    const at = namespace();
    const client = cluster().node(1).connect(at);
    for (const message of GARBAGE) await publishRaw(cluster().channel, message);
    await publishRaw(
      cluster().channel,
      JSON.stringify({ method: 'emit', event: 'by hand', data: ['x'], namespace: at }),
    );
    expect(await client.received.atLeast(1)).toEqual([['by hand', 'x']]);
    await cluster().node(0).manager.emit('ev', 1, { namespace: at });
    expect(await client.received.atLeast(2)).toEqual([
      ['by hand', 'x'],
      ['ev', 1],
    ]);
    expect(cluster().node(1).errors).toEqual([]);
    expect(cluster().node(1).manager.stats.refused).toBeGreaterThan(0);
  });
}

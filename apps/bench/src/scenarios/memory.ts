import { mostConnections } from '../environment.js';
import { serverMemory } from '../measures.js';
import type { Scenario } from '../scenario.js';
import { traffic } from '../traffic.js';
import { ON_WS, PLAIN_SERVER } from './traffic.js';

const CONNECTIONS = Math.min(5_000, mostConnections());

function idle(name: string, what: string, browserHeaders: boolean, heapShare: number): Scenario {
  return {
    name,
    group: 'memory',
    what,
    targets: ON_WS,
    measures: [
      { key: 'rss', label: 'RSS', unit: 'KiB', better: 'lower', goal: { kind: 'share', atMost: 0.65 } },
      { key: 'heap', label: 'heap', unit: 'KiB', better: 'lower', goal: { kind: 'share', atMost: heapShare } },
    ],
    async sample(target, options) {
      const setup = {
        server: { ...PLAIN_SERVER, handlers: 'none' as const, target },
        loads: [{ kind: 'idle' as const, connections: CONNECTIONS, browserHeaders }],
        memory: true,
      };
      return serverMemory(await traffic(setup, options));
    },
  };
}

export const memoryScenarios: readonly Scenario[] = [
  idle(
    'idle',
    `memory of one idle WebSocket connection among ${CONNECTIONS.toLocaleString('en')}, after garbage collection`,
    false,
    0.4,
  ),
  idle('idle-browser', 'the same with the header fields that a browser sends, about 700 bytes', true, 0.45),
];

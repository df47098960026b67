import { setImmediate as turn } from 'node:timers/promises';
import type { Mark } from './messages.js';

/** How often garbage is collected before memory is read; the later runs free what finalisers of the earlier let go. */
const COLLECTIONS = 4;

/** Reads this process's CPU time and memory, after a full collection where memory is the question. */
export async function mark(collect: boolean): Promise<Mark> {
  if (collect) {
    if (!globalThis.gc) throw new Error('memory can only be measured under --expose-gc');
    for (let i = 0; i < COLLECTIONS; i++) {
      globalThis.gc();
      await turn();
    }
  }
  const { user, system } = process.cpuUsage();
  const memory = process.memoryUsage();
  return { cpu: user + system, time: performance.now(), rss: memory.rss, heap: memory.heapUsed };
}

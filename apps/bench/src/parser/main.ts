import type { TargetName } from '../messages.js';
import { parserOf, type Step } from './libraries.js';
import { OPERATIONS } from './operations.js';

export interface ParserOrder {
  readonly type: 'measure' | 'stop';
  readonly target: TargetName;
  readonly checkout: string | undefined;
  readonly direction: 'encode' | 'decode';
  readonly operation: string;
  readonly milliseconds: number;
}

export type ParserReport =
  | { readonly type: 'measured'; readonly nanoseconds: number; readonly perSecond: number }
  | { readonly type: 'failed'; readonly reason: string };

const BATCH = 500;

function repeat(step: Step, milliseconds: number): { count: number; elapsed: number } {
  const begun = performance.now();
  let count = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    for (let i = 0; i < BATCH; i++) {
      if (step() === undefined) throw new Error('a step that yields nothing measures nothing');
    }
    count += BATCH;
    elapsed = performance.now() - begun;
  }
  return { count, elapsed };
}

async function measure(order: ParserOrder): Promise<ParserReport> {
  const operation = OPERATIONS.find(({ name }) => name === order.operation);
  if (!operation) throw new Error(`unknown operation ${order.operation}`);
  const step = (await parserOf(order.target, order.checkout))[order.direction](operation);
  repeat(step, order.milliseconds / 2);
  const before = process.cpuUsage();
  const { count, elapsed } = repeat(step, order.milliseconds);
  const { user, system } = process.cpuUsage(before);
  return { type: 'measured', nanoseconds: ((user + system) * 1_000) / count, perSecond: (count * 1_000) / elapsed };
}

process.on('message', (order: ParserOrder) => {
  if (order.type === 'stop') process.exit(0);
  measure(order).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ type: 'failed', reason: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

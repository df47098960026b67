import type { FanoutLoad } from '../messages.js';
import { openAll } from './connection.js';
import { clientFrames, serverFrames } from './frames.js';
import { type Load, Run } from './load.js';

/** The latency of a fan-out is the time until its last receiver has it. */
export async function fanoutLoad(setup: FanoutLoad, port: number): Promise<Load> {
  const trigger = clientFrames([{ text: setup.trigger }]);
  const expected = serverFrames([{ text: setup.deliver }]).length * setup.deliveries;
  const connections = await openAll(setup.connections, { port });
  const first = connections[0]!;
  let run: Run | undefined;
  let received = 0;
  let triggeredAt = 0;

  const fire = () => {
    received = 0;
    triggeredAt = performance.now();
    first.write(trigger);
  };
  const take = (bytes: { readonly length: number }) => {
    received += bytes.length;
    if (received < expected || !run) return;
    if (received > expected) throw new Error('more was delivered than was asked for');
    run.latency(performance.now() - triggeredAt);
    run.operations += setup.deliveries;
    if (run.stopping) run.finish();
    else fire();
  };
  for (const connection of connections) connection.onBytes = take;

  return {
    run(milliseconds) {
      run = new Run(milliseconds);
      fire();
      return run.finished;
    },
  };
}

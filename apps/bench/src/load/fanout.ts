import type { Buffer } from 'node:buffer';
import type { FanoutLoad } from '../messages.js';
import { type Connection, openAll } from './connection.js';
import { clientFrames, serverFrames } from './frames.js';
import { type Load, PATIENCE, Run } from './load.js';

/** Waits until so many connections got these bytes; rejects as soon as any of them gets another byte, or one more. */
function receive(connections: readonly Connection[], expected: Buffer, receivers: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let complete = 0;
    const missing = () => reject(new Error(`${complete} of ${receivers} clients got what was sent to them`));
    const stalled = setTimeout(missing, PATIENCE);
    for (const connection of connections) {
      let length = 0;
      connection.onBytes = (bytes) => {
        const part = expected.subarray(length, length + bytes.length);
        length += bytes.length;
        if (!part.equals(bytes)) {
          clearTimeout(stalled);
          reject(new Error(`wrong delivery: ${bytes.toString('latin1', 0, 120)}`));
        } else if (length === expected.length && ++complete === receivers) {
          clearTimeout(stalled);
          resolve();
        }
      };
    }
  });
}

const BARRIER = clientFrames([{ text: '4210["echo",0]' }]);
const BARRIER_ANSWER = serverFrames([{ text: '4310[0]' }]);

/**
 * Checks one delivery byte by byte on every connection, since later ones are told from their summed length. The echo
 * behind it shows that nothing more was under way to anyone.
 */
async function verify(connections: readonly Connection[], trigger: Buffer, setup: FanoutLoad): Promise<void> {
  const copies = Array.from({ length: setup.each }, () => ({ text: setup.deliver }));
  const delivered = receive(connections, serverFrames(copies), setup.deliveries / setup.each);
  connections[0]!.write(trigger);
  await delivered;
  const answered = receive(connections, BARRIER_ANSWER, connections.length);
  for (const connection of connections) connection.write(BARRIER);
  await answered;
}

/** The latency of a fan-out is the time until its last receiver has it. */
export async function fanoutLoad(setup: FanoutLoad, port: number): Promise<Load> {
  const trigger = clientFrames([{ text: setup.trigger }]);
  const expected = serverFrames([{ text: setup.deliver }]).length * setup.deliveries;
  const connections = await openAll(setup.connections, { port });
  const first = connections[0]!;
  await verify(connections, trigger, setup);
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

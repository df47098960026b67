import type { ConnectLoad, IdleLoad } from '../messages.js';
import { Connection, openAll } from './connection.js';
import { type Load, Run } from './load.js';

/** Does one thing over and over, so many at a time, until the run is over or the bound is reached. */
export async function repeat(run: Run, concurrency: number, most: number, once: () => Promise<void>): Promise<void> {
  let started = 0;
  const worker = async () => {
    while (!run.stopping && started < most) {
      started++;
      const begun = performance.now();
      await once();
      run.latency(performance.now() - begun);
      run.operations++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

export async function connectLoad({ concurrency, most, stay }: ConnectLoad, port: number): Promise<Load> {
  const kept: Connection[] = [];
  const connectFor = async (milliseconds: number, staying: boolean) => {
    const run = new Run(milliseconds);
    await repeat(run, concurrency, most, async () => {
      const connection = await Connection.open({ port });
      if (staying) kept.push(connection);
      else connection.close();
    });
    run.finish();
    return run.finished;
  };
  return {
    warm: (milliseconds) => connectFor(milliseconds, false),
    run: (milliseconds) => connectFor(milliseconds, stay),
  };
}

/** How many connections come and go before the memory of an idle one is taken: the server's code is compiled then. */
const PRACTICE = 500;

export async function idleLoad({ connections, browserHeaders }: IdleLoad, port: number): Promise<Load> {
  const kept: Connection[] = [];
  return {
    async warm() {
      for (const connection of await openAll(PRACTICE, { port, browserHeaders })) connection.close();
    },
    async run() {
      kept.push(...(await openAll(connections, { port, browserHeaders })));
      return { operations: kept.length };
    },
  };
}

import type { ConnectLoad, IdleLoad, LoadResult } from '../messages.js';
import { Connection, openAll } from './connection.js';
import { type Load, Run } from './load.js';

/** A time by which any machine has done its connects. */
const LIMIT = 30_000;

/** Does one thing so many times, some at a time. Stops early when it takes far too long. */
export async function repeat(count: number, concurrency: number, once: () => Promise<void>): Promise<LoadResult> {
  const run = new Run(LIMIT);
  let started = 0;
  const worker = async () => {
    while (!run.stopping && started < count) {
      started++;
      const begun = performance.now();
      await once();
      run.latency(performance.now() - begun);
      run.operations++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  run.finish();
  return run.finished;
}

export async function connectLoad(setup: ConnectLoad, port: number): Promise<Load> {
  const { concurrency, count, practice, stay } = setup;
  const kept: Connection[] = [];
  const connectAll = (clients: number, staying: boolean) =>
    repeat(clients, concurrency, async () => {
      const connection = await Connection.open({ port });
      if (staying) kept.push(connection);
      else connection.close();
    });
  return { warm: () => connectAll(practice, false), run: () => connectAll(count, stay) };
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

import { mark } from '../mark.js';
import type { FromLoad, LoadSetup, ToLoad } from '../messages.js';
import { connectLoad, idleLoad } from './connect.js';
import { exchangeLoad } from './exchange.js';
import { floodLoad, politeLoad } from './fairness.js';
import { fanoutLoad } from './fanout.js';
import type { Load } from './load.js';
import { pollConnectLoad, pollEchoLoad } from './polling.js';

async function createLoad(setup: LoadSetup, port: number): Promise<Load> {
  switch (setup.kind) {
    case 'exchange':
      return exchangeLoad(setup, port);
    case 'fanout':
      return fanoutLoad(setup, port);
    case 'connect':
      return connectLoad(setup, port);
    case 'idle':
      return idleLoad(setup, port);
    case 'poll-echo':
      return pollEchoLoad(setup, port);
    case 'poll-connect':
      return pollConnectLoad(setup, port);
    case 'flood':
      return floodLoad(setup, port);
    case 'polite':
      return politeLoad(setup, port);
    case 'client':
      return (await import('./client.js')).clientLoad(setup, port);
  }
}

function tell(message: FromLoad): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
}

let load: Load | undefined;

async function obey(order: ToLoad): Promise<void> {
  if (order.type === 'setup') {
    load = await createLoad(order.load, order.port);
    if (load.warm) await load.warm(order.warmup);
    else if (order.warmup > 0) await load.run(order.warmup);
    tell({ type: 'ready' });
  } else if (order.type === 'run') {
    const before = await mark(order.collect);
    const result = await load!.run(order.milliseconds);
    tell({ type: 'finished', result, before, after: await mark(order.collect) });
  } else {
    process.exit(0);
  }
}

process.on('message', (order: ToLoad) => {
  obey(order).catch(fail);
});
process.on('uncaughtException', fail);
process.on('disconnect', () => process.exit(0));

import { Child } from './child.js';
import type {
  FromLoad,
  FromServer,
  LoadResult,
  LoadSetup,
  Mark,
  ServerSetup,
  TargetName,
  ToLoad,
  ToServer,
} from './messages.js';
import { profileArguments } from './profile.js';
import type { SampleOptions } from './scenario.js';

/** One server process and the load processes that work on it. The first load is the one that is reported. */
export interface TrafficSetup {
  readonly server: Omit<ServerSetup, 'checkout'>;
  readonly loads: readonly LoadSetup[];
  /** Collect garbage around the window and read memory. */
  readonly memory?: boolean | undefined;
  /** The library that is measured in the load process; without it, the server is. */
  readonly client?: TargetName | undefined;
}

export interface LoadReport {
  readonly result: LoadResult;
  readonly before: Mark;
  readonly after: Mark;
}

export interface TrafficReport {
  readonly before: Mark;
  readonly after: Mark;
  readonly loads: readonly LoadReport[];
}

const WARMUP_SHARE = 0.5;

type ServerChild = Child<ToServer, FromServer>;
type LoadChild = Child<ToLoad, FromLoad>;

async function measure(server: ServerChild, loads: readonly LoadChild[], setup: TrafficSetup, options: SampleOptions) {
  const collect = setup.memory ?? false;
  const { port } = await server.order(
    { type: 'setup', setup: { ...setup.server, checkout: options.checkout } },
    'listening',
  );
  const warmup = options.window * WARMUP_SHARE;
  for (const [index, load] of loads.entries()) {
    await load.order({ type: 'setup', load: setup.loads[index]!, port, warmup }, 'ready');
  }
  const before = (await server.order({ type: 'mark', collect }, 'marked')).mark;
  const reports = await Promise.all(
    loads.map((load) => load.order({ type: 'run', milliseconds: options.window, collect }, 'finished')),
  );
  const after = (await server.order({ type: 'mark', collect }, 'marked')).mark;
  return { before, after, loads: reports };
}

/** Takes one sample in fresh processes and leaves none behind, whatever happens. */
export async function traffic(setup: TrafficSetup, options: SampleOptions): Promise<TrafficReport> {
  const profile = profileArguments(options.profile, setup.client ?? setup.server.target);
  const ofServer = setup.client === undefined;
  const server: ServerChild = new Child('server', ['--expose-gc', ...(ofServer ? profile : [])]);
  const loads = setup.loads.map((): LoadChild => new Child('load', ['--expose-gc', ...(ofServer ? [] : profile)]));
  try {
    return await measure(server, loads, setup, options);
  } finally {
    await Promise.all(loads.map((load) => load.stop({ type: 'stop' })));
    await server.stop({ type: 'stop' });
  }
}

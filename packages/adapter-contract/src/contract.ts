import type { PubSubManager, PubSubOptions } from '@x/socketio-adapter';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Cluster } from './cluster.js';
import { THEMES, type Theme } from './themes.js';

/** An adapter on trial. */
export interface AdapterContract {
  /** What the tests are called. */
  readonly name: string;
  /**
   * Makes a manager, new and not yet connected, with the options that it is given and on their channel. Channels are never
   * used twice.
   */
  open(options: PubSubOptions): PubSubManager;
  /**
   * Puts anything at all into the queue, past every manager. Left out, nobody tests what a stranger on the channel can do.
   */
  publishRaw?: ((channel: string, message: string | Uint8Array) => Promise<void>) | undefined;
  /**
   * Breaks all connections to the queue, so that they can be made again at once. Left out, nobody tests whether they are.
   */
  interrupt?: (() => Promise<void>) | undefined;
  /** Milliseconds to wait for what should arrive. @default 15_000 */
  readonly patience?: number | undefined;
  /** Clauses that this queue cannot keep, each with the reason. Unknown ones are an error. */
  readonly skip?: Readonly<Record<string, string>> | undefined;
}

/** So many servers take part: enough for "all others" to mean something. */
export const NODES = 3;

/**
 * Describes, with vitest, everything that an adapter owes its users. Call it at the top level of a test file.
 *
 * @example
 * describeAdapterContract({ name: 'MyManager', open: (options) => new MyManager('my://', options) });
 */
export function describeAdapterContract(contract: AdapterContract): void {
  const skipped = new Set(Object.keys(contract.skip ?? {}));
  describe(`${contract.name} keeps the adapter contract`, () => {
    for (const { name, needs, write } of THEMES) {
      if (needs === undefined || contract[needs] !== undefined) {
        describe(name, () => describeTheme(contract, write, skipped));
      }
    }
    if (skipped.size > 0) {
      describe('clauses to skip', () => {
        for (const name of skipped) {
          it(`"${name}" is one of the contract`, () => {
            throw new Error('there is no clause of that name: remove it from `skip`');
          });
        }
      });
    }
  });
}

function describeTheme(contract: AdapterContract, write: (theme: Theme) => void, skipped: Set<string>): void {
  let cluster: Cluster | undefined;
  let namespaces = 0;
  beforeAll(async () => {
    cluster = await Cluster.open(NODES, contract);
  });
  afterAll(() => cluster?.close());
  write({
    contract,
    cluster() {
      if (cluster === undefined) throw new Error('the cluster did not open');
      return cluster;
    },
    namespace() {
      namespaces += 1;
      return `/clause-${namespaces}`;
    },
    clause(name, body) {
      const reason = contract.skip?.[name];
      skipped.delete(name);
      if (reason === undefined) it(name, body);
      else it.skip(`${name} (${reason})`, body);
    },
  });
}

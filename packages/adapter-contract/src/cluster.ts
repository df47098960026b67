import { randomUUID } from 'node:crypto';
import type { PubSubManager } from '@x/socketio-adapter';
import type { AdapterContract } from './contract.js';
import { TestNode } from './node.js';
import { Recorder } from './recorder.js';

/** Long: brokers on busy machines take their time. */
const DEFAULT_PATIENCE = 15_000;

/** Servers on a channel of their own. */
export class Cluster {
  readonly channel = `contract-${randomUUID()}`;
  readonly nodes: TestNode[] = [];
  readonly #contract: AdapterContract;
  readonly #writers: PubSubManager[] = [];
  #settled = 0;

  private constructor(contract: AdapterContract) {
    this.#contract = contract;
  }

  static async open(size: number, contract: AdapterContract): Promise<Cluster> {
    const cluster = new Cluster(contract);
    for (let i = 0; i < size; i++) await cluster.join();
    return cluster;
  }

  /** One more server. */
  async join(): Promise<TestNode> {
    const node = new TestNode(this.#contract.open({ channel: this.channel }), this.patience);
    this.nodes.push(node);
    await node.manager.ready();
    return node;
  }

  /** A manager that only emits, as in a worker. */
  writer(): PubSubManager {
    const manager = this.#contract.open({ channel: this.channel, writeOnly: true });
    this.#writers.push(manager);
    return manager;
  }

  /** Milliseconds that are waited for what should arrive. */
  get patience(): number {
    return this.#contract.patience ?? DEFAULT_PATIENCE;
  }

  recorder<T>(): Recorder<T> {
    return new Recorder(this.patience);
  }

  node(index: number): TestNode {
    const node = this.nodes[index];
    if (node === undefined) throw new RangeError(`the cluster has ${this.nodes.length} nodes, not ${index + 1}`);
    return node;
  }

  /**
   * Resolves when everything that was published so far has arrived: a queue keeps the order of one publisher, so what
   * comes behind it proves it.
   */
  async settle(): Promise<void> {
    this.#settled += 1;
    const token = `settle ${this.#settled}`;
    for (const [index, { manager }] of this.nodes.entries()) await manager.serverSideEmit(token, [index]);
    for (const [index, { serverEvents }] of this.nodes.entries()) {
      const missing = () =>
        this.nodes.flatMap((_, other) =>
          other === index || serverEvents.items.some(([event, from]) => event === token && from === other)
            ? []
            : [other],
        );
      await serverEvents.until(`${token} from all other nodes at node ${index}`, () => missing().length === 0);
    }
  }

  async close(): Promise<void> {
    await Promise.all([
      ...this.nodes.map(({ manager }) => manager.close()),
      ...this.#writers.map((each) => each.close()),
    ]);
  }
}

import { PubSubManager, type PubSubOptions, type Sink } from '@x/socketio-adapter';

/** What a bus does with a message on its way to one subscriber: passes it on, as it is or not. */
export type Fault = (message: string, deliver: (message: string) => void) => void;

const FAITHFUL: Fault = (message, deliver) => deliver(message);

/** A queue in this process: for the kit's own tests, and to see what the kit finds in one that is broken. */
export class MemoryBus {
  readonly #fault: () => Fault;
  readonly #sinks = new Map<Sink, { readonly channel: string; readonly fault: Fault }>();

  /** @param fault made anew for each subscriber, so that it can keep state. */
  constructor(fault: () => Fault = () => FAITHFUL) {
    this.#fault = fault;
  }

  publish(channel: string, message: string): Promise<void> {
    return new Promise((resolve) => {
      // Later, as over any network.
      setImmediate(() => {
        for (const [sink, { channel: listened, fault }] of this.#sinks) {
          if (listened === channel) fault(message, (copy) => sink.message(copy));
        }
        resolve();
      });
    });
  }

  subscribe(channel: string, sink: Sink, signal: AbortSignal): Promise<void> {
    this.#sinks.set(sink, { channel, fault: this.#fault() });
    signal.addEventListener('abort', () => this.#sinks.delete(sink));
    return Promise.resolve();
  }

  interrupt(): void {
    for (const sink of [...this.#sinks.keys()]) {
      this.#sinks.delete(sink);
      sink.down(new Error('interrupted'));
    }
  }
}

export class MemoryManager extends PubSubManager {
  readonly #bus: MemoryBus;

  constructor(bus: MemoryBus, options: PubSubOptions) {
    super(options);
    this.#bus = bus;
  }

  protected override publish(message: string): Promise<void> {
    return this.#bus.publish(this.channel, message);
  }

  protected override subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    return this.#bus.subscribe(this.channel, sink, signal);
  }
}

import { PubSubManager, type PubSubOptions, type Sink, UnsentError } from '../../src/index.js';

/** A queue in this process that can go away. */
export class MemoryBus {
  readonly sinks = new Set<Sink>();
  readonly messages: string[] = [];
  subscriptions = 0;
  private up = true;

  publish(message: string): Promise<void> {
    if (!this.up) return Promise.reject(new UnsentError('the bus is down'));
    this.messages.push(message);
    for (const sink of this.sinks) sink.message(message);
    return Promise.resolve();
  }

  subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    this.subscriptions += 1;
    if (!this.up) return Promise.reject(new Error('the bus is down'));
    this.sinks.add(sink);
    signal.addEventListener('abort', () => this.sinks.delete(sink));
    return Promise.resolve();
  }

  cut(): void {
    this.up = false;
    const sinks = [...this.sinks];
    this.sinks.clear();
    for (const sink of sinks) sink.down(new Error('the bus went down'));
  }

  restore(): void {
    this.up = true;
  }
}

export class MemoryManager extends PubSubManager {
  readonly bus: MemoryBus;
  released = 0;

  constructor(bus: MemoryBus, options: PubSubOptions = {}) {
    super(options);
    this.bus = bus;
  }

  protected override publish(message: string): Promise<void> {
    return this.bus.publish(message);
  }

  protected override subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    return this.bus.subscribe(sink, signal);
  }

  protected override release(): Promise<void> {
    this.released += 1;
    return Promise.resolve();
  }
}

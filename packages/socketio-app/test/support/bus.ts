import { PubSubManager, type Sink } from '@x/socketio-adapter';

/** A queue in this process. */
export class Bus extends PubSubManager {
  static readonly sinks = new Map<string, Set<Sink>>();
  static readonly urls: string[] = [];

  constructor(url: string, options: object) {
    super(options);
    Bus.urls.push(url);
  }

  protected override async publish(message: string): Promise<void> {
    for (const sink of Bus.sinks.get(this.channel) ?? []) sink.message(message);
  }

  protected override async subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
    const sinks = Bus.sinks.get(this.channel) ?? new Set();
    Bus.sinks.set(this.channel, sinks.add(sink));
    signal.addEventListener('abort', () => sinks.delete(sink));
  }
}

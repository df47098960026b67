import { EventEmitter } from 'node:events';
import { PubSubManager, type Sink } from '@x/socketio-adapter';

/** A queue within this process: what one server publishes, all hear in the next turn of the event loop. */
export class Bus {
  readonly #events = new EventEmitter();

  manager(): PubSubManager {
    const events = this.#events;
    return new (class extends PubSubManager {
      protected override async publish(message: string): Promise<void> {
        setImmediate(() => events.emit('message', message));
      }

      protected override async subscribe(sink: Sink, signal: AbortSignal): Promise<void> {
        const hear = (message: string) => sink.message(message);
        events.on('message', hear);
        signal.addEventListener('abort', () => events.off('message', hear));
      }
    })();
  }
}

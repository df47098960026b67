import type { Server } from '@x/socketio-server';

/** What a test needs of a server. */
export type TestedServer = Pick<Server, 'handleSession' | 'useEvent'>;

const all = new WeakMap<object, HandlersUnderWay>();

/** The event handlers of a server that have not ended. */
export class HandlersUnderWay {
  readonly #running = new Set<Promise<unknown>>();

  /** The one of a server; watches it from now on. */
  static of(server: TestedServer): HandlersUnderWay {
    let known = all.get(server);
    if (known === undefined) {
      known = new HandlersUnderWay();
      known.#watch(server);
      all.set(server, known);
    }
    return known;
  }

  /** Resolves when no handler runs, and what they set off at once has happened. */
  async settled(): Promise<void> {
    do {
      await Promise.all(this.#running);
      await turn();
    } while (this.#running.size > 0);
  }

  #watch(server: TestedServer): void {
    server.useEvent(
      (_sid, _event, _args, next) => {
        const result = next();
        if (!isPromise(result)) return result;
        const ended: Promise<unknown> = Promise.resolve(result)
          .catch(() => {})
          .then(() => this.#running.delete(ended));
        this.#running.add(ended);
        return result;
      },
      { namespace: '*' },
    );
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

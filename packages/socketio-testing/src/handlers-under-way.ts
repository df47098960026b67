import type { Server } from '@x/socketio-server';

/** What a test needs of a server. */
export type TestedServer = Pick<Server, 'handleSession' | 'useEvent' | 'shutdown'>;

/** How the handler of one event ended. */
export interface Ending {
  readonly isFailure: boolean;
  readonly error?: unknown;
}

const all = new WeakMap<object, HandlersUnderWay>();
const FINE: Ending = { isFailure: false };

/** The event handlers of a server that have not ended. */
export class HandlersUnderWay {
  readonly #running = new Set<Promise<unknown>>();
  /** How the last handler that began will end. */
  #last: Promise<Ending> | undefined;

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

  /**
   * Delivers an event, and resolves when its handler has ended and what it set off at once has happened. Of one that has to
   * wait for others, it is all of them that are waited for.
   */
  async endOf(deliver: () => void): Promise<Ending> {
    this.#last = undefined;
    deliver();
    const last: Promise<Ending> | undefined = this.#last;
    const ending = await last;
    if (ending === undefined) await this.settled();
    await turn();
    return ending ?? FINE;
  }

  #watch(server: TestedServer): void {
    server.useEvent(
      (_sid, _event, _args, next) => {
        let result: unknown;
        try {
          result = next();
        } catch (error) {
          this.#last = Promise.resolve({ isFailure: true, error });
          throw error;
        }
        this.#last = isPromise(result) ? this.#follow(result) : Promise.resolve(FINE);
        return result;
      },
      { namespace: '*' },
    );
  }

  #follow(result: PromiseLike<unknown>): Promise<Ending> {
    const ending = Promise.resolve(result).then(
      () => FINE,
      (error: unknown) => ({ isFailure: true, error }),
    );
    const ended: Promise<unknown> = ending.then(() => this.#running.delete(ended));
    this.#running.add(ended);
    return ending;
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

import { DisconnectedError, TimeoutError } from '@x/socketio-parser';
import type { Ending } from './handlers-under-way.js';

const LONGEST_TIMER = 2 ** 31 - 1;
/** Milliseconds that an error handler, which nobody can see, may take to answer in the place of a handler that failed. */
const PATIENCE = 250;

interface Pending {
  readonly event: string;
  readonly namespace: string;
  resolve(values: readonly unknown[]): void;
  reject(error: Error): void;
}

/** Events that wait for their acknowledgement. */
export class PendingCalls {
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  /**
   * Has an event delivered, and resolves with its acknowledgement.
   *
   * @param handling delivers it, and resolves when its handler has ended.
   * @throws TimeoutError when there will be none, or none came in time; what `handling` rejects with.
   */
  async make(
    handling: (id: number) => Promise<Ending>,
    { event, namespace, timeout }: { readonly event: string; readonly namespace: string; readonly timeout: number },
  ): Promise<readonly unknown[]> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<readonly unknown[]>((resolve, reject) => {
      this.#pending.set(id, { event, namespace, resolve, reject });
    });
    const late = () => this.#unanswered(id, `its handler did not end within ${timeout} ms`);
    const timer = Number.isFinite(timeout) ? setTimeout(late, Math.min(timeout, LONGEST_TIMER)) : undefined;
    try {
      handling(id).then(
        (ending) => this.#ended(id, namespace, ending),
        // What cannot be sent.
        (error: Error) => this.#pending.get(id)?.reject(error),
      );
      return await answered;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(id);
    }
  }

  answer(id: number, values: readonly unknown[]): void {
    this.#pending.get(id)?.resolve(values);
  }

  /** The client has left a namespace, or all of them. */
  giveUp(left?: string): void {
    for (const { namespace, reject } of this.#pending.values()) {
      if (left === undefined || left === namespace) {
        reject(new DisconnectedError('The connection ended before the answer'));
      }
    }
  }

  #ended(id: number, namespace: string, { isFailure, error }: Ending): void {
    if (isFailure) {
      setTimeout(
        () => this.#unanswered(id, 'its handler failed, and no error handler answered', error),
        PATIENCE,
      ).unref();
    } else {
      this.#unanswered(id, `there is no handler for it in namespace ${namespace}, or its answer cannot be sent`);
    }
  }

  #unanswered(id: number, reason: string, cause?: unknown): void {
    const call = this.#pending.get(id);
    call?.reject(new TimeoutError(`"${call.event}" was not acknowledged: ${reason}`, { cause }));
  }
}

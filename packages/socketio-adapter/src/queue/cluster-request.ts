import { AckRequest, countdown, type RequestListener } from '../ack-request.js';
import type { CallbackMessage } from './messages.js';
import type { Nodes, RollCall } from './nodes.js';

/**
 * Milliseconds that the other servers have to say how many clients will acknowledge. Those that say nothing may have asked
 * some: the request cannot be complete then, and is given up when all others have answered.
 */
const COUNT_LIMIT = 5000;

/**
 * An emit that wants acknowledgements from clients of all servers: what this server's own clients answer, joined with
 * what comes back over the queue.
 *
 * Our servers say how many clients they asked, so that the end is known. Python's do not: while nobody at all was asked
 * as far as we know, it may be one of theirs, and only time ends the request.
 */
export class ClusterRequest extends AckRequest {
  readonly #listener: RequestListener;
  readonly #forget: () => void;
  /** Answers that each server still owes. */
  readonly #owed = new Map<string, number>();
  /** Servers that did not say in time how many they asked. */
  #silent = new Set<string>();
  #local: AckRequest | undefined;
  #rollCall: RollCall | undefined;
  #countdown: NodeJS.Timeout | undefined;
  #asked = 0;
  #localDone = false;
  #allCounted = false;
  #over = false;

  constructor(listener: RequestListener, forget: () => void) {
    super(listener);
    this.#listener = listener;
    this.#forget = forget;
  }

  /** Whether the listener wants to know more than the answers themselves. */
  static needsCount(listener: RequestListener): boolean {
    return listener.complete !== undefined || listener.expired !== undefined || listener.lost !== undefined;
  }

  /** Listens to this server's own clients. */
  get forLocal(): RequestListener {
    return {
      answer: (sid, args) => {
        this.#asked += 1;
        this.#listener.answer(sid, args);
      },
      lost: (sid) => {
        this.#asked += 1;
        this.#listener.lost?.(sid);
      },
      complete: () => {
        this.#localDone = true;
        this.#check();
      },
    };
  }

  /** All has been sent: from now on the request can end. */
  begin(local: AckRequest, nodes: Nodes, timeout: number): void {
    this.#local = local;
    if (ClusterRequest.needsCount(this.#listener)) {
      const counted = (silent: readonly string[]) => {
        this.#silent = new Set(silent);
        this.#allCounted = true;
        this.#check();
      };
      this.#rollCall = nodes.call(Math.min(COUNT_LIMIT, timeout), counted, (node) => this.nodeLeft(node));
      this.#rollCall.check();
    }
    if (Number.isFinite(timeout) && !this.#over) this.#countdown = countdown(timeout, () => this.giveUp());
  }

  /** Another server asked so many of its clients. */
  counted(node: string, count: number): void {
    if (this.#over || this.#owed.has(node)) return;
    this.#owed.set(node, count);
    this.#asked += count;
    this.#silent.delete(node);
    this.#rollCall?.answered(node);
    this.#check();
  }

  /** A client of another server answered. */
  answeredBy({ node, client, sid, args }: CallbackMessage): void {
    if (this.#over) return;
    this.#settleOne(node);
    // Python does not say who answered, only whom we asked: the client, unless that was a room.
    try {
      this.#listener.answer(client ?? (typeof sid === 'string' ? sid : ''), args);
    } finally {
      this.#check();
    }
  }

  /** A client of another server left before it answered. */
  lostBy(node: string, sid: string): void {
    if (this.#over) return;
    this.#settleOne(node);
    this.#listener.lost?.(sid);
    this.#check();
  }

  /** Another server closed, and its clients with it. */
  nodeLeft(node: string): void {
    this.#owed.set(node, 0);
    this.#silent.delete(node);
    this.#check();
  }

  override cancel(): void {
    this.#end();
    super.cancel();
    this.#local?.cancel();
  }

  /** Nobody is waited for any longer: time is up, this server closes, or only silent servers are left. */
  giveUp(): void {
    if (this.#over) return;
    let missing = 0;
    for (const owed of this.#owed.values()) missing += Math.max(owed, 0);
    missing += this.#local?.pending ?? 0;
    // A server that has not said how many it asked may have asked some.
    if (!this.#allCounted || this.#silent.size > 0) missing = Math.max(missing, 1);
    this.cancel();
    this.#listener.expired?.(missing);
  }

  #settleOne(node: string | undefined): void {
    const owed = node === undefined ? undefined : this.#owed.get(node);
    // Uncounted: of a Python server, or faster than the count.
    if (node === undefined || owed === undefined) this.#asked += 1;
    else this.#owed.set(node, owed - 1);
  }

  #check(): void {
    if (this.#over || !this.#localDone || !this.#allCounted || this.#asked === 0) return;
    for (const owed of this.#owed.values()) if (owed > 0) return;
    if (this.#silent.size > 0) {
      this.giveUp();
      return;
    }
    this.#end();
    this.#listener.complete?.();
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#countdown);
    this.#rollCall?.end();
    this.#forget();
  }
}

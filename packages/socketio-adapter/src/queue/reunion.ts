import { LONGEST_PAUSE } from './backoff.js';
import type { Nodes } from './nodes.js';

/**
 * Milliseconds after which those that are still missing are not waited for: whoever saw the queue return has been back for
 * a second by then.
 */
const LIMIT = LONGEST_PAUSE + 1000;

/**
 * Knows when everybody is back after an outage: this server listens again, and all the servers that were known have said
 * so too. What is published before that goes to nobody, as most queues keep nothing for those who are away.
 */
export class Reunion {
  readonly #nodes: Nodes;
  #listening = false;
  #missing = new Set<string>();
  #end: (() => void) | undefined;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  /** The link broke: all that are known must speak up again. */
  broken(): void {
    this.#missing = new Set(this.#nodes.ids());
    this.skip();
  }

  set listening(isListening: boolean) {
    this.#listening = isListening;
    this.#check();
  }

  /** A server listens, or will not come back. */
  accountedFor(node: string): void {
    if (this.#missing.delete(node)) this.#check();
  }

  /**
   * Resolves when all are back, at the latest after {@link LIMIT}. A manager that never listens cannot know, and waits
   * that long.
   */
  complete(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#end = undefined;
        resolve();
      };
      const timer = setTimeout(end, LIMIT).unref();
      this.#end = end;
      this.#check();
    });
  }

  /** Nobody is waited for any longer. */
  skip(): void {
    this.#end?.();
  }

  #check(): void {
    if (this.#listening && this.#missing.size === 0) this.#end?.();
  }
}

/** Milliseconds between two answers. */
const INTERVAL = 100;

/**
 * Answers servers that introduce themselves: at once, but not one by one when they come in crowds, as they do after an
 * outage. Each answer is heard by all.
 */
export class Introductions {
  readonly #answer: () => void;
  #timer: NodeJS.Timeout | undefined;
  #asked = false;

  constructor(answer: () => void) {
    this.#answer = answer;
  }

  asked(): void {
    this.#asked = true;
    if (this.#timer === undefined) this.#reply();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #reply(): void {
    this.#timer = undefined;
    if (!this.#asked) return;
    this.#asked = false;
    this.#timer = setTimeout(() => this.#reply(), INTERVAL).unref();
    this.#answer();
  }
}

/** So many answers are given at once, ... */
const BURST = 10;
/** ... and from then on one in so many milliseconds, until nobody asks for as long. */
const INTERVAL = 100;

/**
 * Answers servers that introduce themselves: at once, but not one by one when they come in crowds, as they do after an
 * outage. Each answer is heard by all.
 */
export class Introductions {
  readonly #answer: () => void;
  #timer: NodeJS.Timeout | undefined;
  #answered = 0;
  #asked = false;

  constructor(answer: () => void) {
    this.#answer = answer;
  }

  asked(): void {
    this.#asked = true;
    if (this.#answered < BURST) this.#reply();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#answered = BURST;
  }

  #reply(): void {
    this.#asked = false;
    this.#answered += 1;
    this.#timer ??= setTimeout(() => this.#lookAgain(), INTERVAL).unref();
    this.#answer();
  }

  #lookAgain(): void {
    this.#timer = undefined;
    if (this.#asked) this.#reply();
    else this.#answered = 0;
  }
}

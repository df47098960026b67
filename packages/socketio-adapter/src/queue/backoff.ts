/** The first wait, and the longest one, in milliseconds. The longest is what people notice when a broker is back. */
const FIRST = 250;
export const LONGEST_PAUSE = 4000;

/** Ever longer waits between attempts, each cut by up to half at random, so that servers do not all come back at once. */
export class Backoff {
  #failures = 0;
  #cut: (() => void) | undefined;

  reset(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt. */
  next(): number {
    const full = Math.min(FIRST * 2 ** this.#failures, LONGEST_PAUSE);
    this.#failures += 1;
    return full * (1 - Math.random() / 2);
  }

  /** Waits that long, or until the signal is aborted or the wait is cut. Keeps no process alive. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        this.#cut = undefined;
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, this.next()).unref();
      signal.addEventListener('abort', end);
      this.#cut = end;
    });
  }

  /** Ends the wait at once. Returns whether there was one. */
  cut(): boolean {
    const cut = this.#cut;
    cut?.();
    return cut !== undefined;
  }
}

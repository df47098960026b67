/** Counts the handlers that run, so that a shutdown can wait for them. */
export class RunningHandlers {
  private count = 0;
  private wake: (() => void) | undefined = undefined;

  began(): void {
    this.count += 1;
  }

  ended(): void {
    this.count -= 1;
    if (this.count === 0) this.wake?.();
  }

  /** Resolves when none runs any more, and after so many milliseconds at the latest: one of them may be waiting for this. */
  async settled(limit: number): Promise<void> {
    if (this.count === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, limit);
    });
    clearTimeout(timer);
  }
}

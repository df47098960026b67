/** A handler that is started when its turn comes; its promise never rejects. */
type Task = () => Promise<void> | undefined;

/** Runs the handlers of one client one after the other: the next when the last one's promise is settled. */
export class EventOrder {
  private busy = false;
  private readonly waiting: { readonly task: Task; readonly size: number }[] = [];
  private waitingSize = 0;

  /** @returns the size of all that waits. */
  run(task: Task, size: number): number {
    if (this.busy) {
      this.waiting.push({ task, size });
      this.waitingSize += size;
    } else this.start(task);
    return this.waitingSize;
  }

  private start(task: Task): void {
    let next: Task | undefined = task;
    while (next !== undefined) {
      const running = next();
      if (running !== undefined) {
        this.busy = true;
        void running.then(() => {
          this.busy = false;
          const following = this.take();
          if (following !== undefined) this.start(following);
        });
        return;
      }
      next = this.take();
    }
  }

  private take(): Task | undefined {
    const next = this.waiting.shift();
    this.waitingSize -= next?.size ?? 0;
    return next?.task;
  }
}

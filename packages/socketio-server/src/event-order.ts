/** A handler that is started when its turn comes; its promise never rejects. */
type Task = () => Promise<void> | undefined;

/** Whom what waits is charged to. */
interface Budget {
  take(size: number): number;
  give(size: number): void;
}

interface Waiting {
  readonly task: Task;
  readonly size: number;
  next: Waiting | undefined;
}

/** Runs the handlers of one client one after the other: the next when the last one's promise is settled. */
export class EventOrder {
  private busy = false;
  /** A list of links: taking the first of very many must not cost more than taking the first of few. */
  private first: Waiting | undefined;
  private last: Waiting | undefined;
  private readonly budget: Budget;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** @param size what it costs while it waits. */
  run(task: Task, size: number): void {
    if (this.busy) this.enqueue({ task, size, next: undefined });
    else this.start(task);
  }

  /** Forgets what waits. */
  clear(): void {
    while (this.take() !== undefined);
  }

  private start(task: Task): void {
    let next: Task | undefined = task;
    while (next !== undefined) {
      this.busy = true;
      const running = next();
      if (running !== undefined) {
        void running.then(() => this.proceed());
        return;
      }
      this.busy = false;
      next = this.take();
    }
  }

  private proceed(): void {
    this.busy = false;
    const next = this.take();
    if (next !== undefined) this.start(next);
  }

  private enqueue(waiting: Waiting): void {
    if (this.last === undefined) this.first = waiting;
    else this.last.next = waiting;
    this.last = waiting;
    this.budget.take(waiting.size);
  }

  private take(): Task | undefined {
    const waiting = this.first;
    if (waiting === undefined) return undefined;
    this.first = waiting.next;
    if (this.first === undefined) this.last = undefined;
    this.budget.give(waiting.size);
    return waiting.task;
  }
}

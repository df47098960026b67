/** Who waits for acknowledgements. Called once per recipient with the answer, or with the news that none will come. */
export interface AckListener {
  answer(sid: string, args: readonly unknown[]): void;
  /** The client left before it answered. */
  lost?(sid: string): void;
}

/** The acknowledgements that one client owes. The counter stands beside the table, so that no id is special. */
export class PendingAcks {
  private last = 0;
  private readonly listeners = new Map<number, AckListener>();

  get size(): number {
    return this.listeners.size;
  }

  /** Registers a listener under a fresh id. */
  add(listener: AckListener): number {
    this.last += 1;
    this.listeners.set(this.last, listener);
    return this.last;
  }

  /** Takes the listener of an id out of the table: an answer counts once. */
  take(id: number): AckListener | undefined {
    const listener = this.listeners.get(id);
    if (listener !== undefined) this.listeners.delete(id);
    return listener;
  }

  /** Tells every listener that its client is gone. */
  lose(sid: string): void {
    const listeners = [...this.listeners.values()];
    this.listeners.clear();
    for (const listener of listeners) listener.lost?.(sid);
  }
}

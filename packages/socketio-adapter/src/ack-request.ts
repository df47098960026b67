import type { AckListener } from './pending-acks.js';
import { PendingAcks } from './pending-acks.js';
import type { Recipient } from './recipient.js';

/** The longest time that timers know, in milliseconds: 24.8 days. One that is set to more goes off at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Calls back once after so many milliseconds, or the most there can be. Keeps no process alive. */
export function countdown(milliseconds: number, end: () => void): NodeJS.Timeout {
  return setTimeout(end, Math.min(milliseconds, LONGEST_TIMER)).unref();
}

/** One emit that wants acknowledgements: its entries at every recipient, and the one timer after which they are given up. */
export class AckRequest implements AckListener {
  private readonly waiting = new Map<Recipient, number>();
  private readonly bySid = new Map<string, Recipient>();
  private readonly listener: RequestListener;
  private timer: NodeJS.Timeout | undefined;
  private open = true;

  constructor(listener: RequestListener) {
    this.listener = listener;
  }

  /** How many answers are missing. */
  get pending(): number {
    return this.waiting.size;
  }

  /** Notes that the recipient owes an answer; the id travels with the event. */
  expect(recipient: Recipient): number {
    recipient.acks ??= new PendingAcks();
    const id = recipient.acks.add(this);
    this.waiting.set(recipient, id);
    this.bySid.set(recipient.sid, recipient);
    return id;
  }

  /** All recipients are known: from now on the request can be complete. */
  start(timeout: number): void {
    this.open = false;
    if (this.waiting.size === 0) this.listener.complete?.();
    else if (Number.isFinite(timeout)) this.timer = countdown(timeout, () => this.expire());
  }

  answer(sid: string, args: readonly unknown[]): void {
    this.forget(sid);
    this.listener.answer(sid, args);
    this.completeWhenDone();
  }

  lost(sid: string): void {
    this.forget(sid);
    this.listener.lost?.(sid);
    this.completeWhenDone();
  }

  /** Gives up on the answers that are missing. */
  cancel(): void {
    clearTimeout(this.timer);
    for (const [recipient, id] of this.waiting) recipient.acks?.take(id);
    this.waiting.clear();
    this.bySid.clear();
  }

  private expire(): void {
    const missing = this.waiting.size;
    this.cancel();
    this.listener.expired?.(missing);
  }

  private forget(sid: string): void {
    const recipient = this.bySid.get(sid);
    if (recipient === undefined) return;
    this.bySid.delete(sid);
    this.waiting.delete(recipient);
  }

  private completeWhenDone(): void {
    if (this.open || this.waiting.size > 0) return;
    clearTimeout(this.timer);
    this.listener.complete?.();
  }
}

/** Who asked. Exactly one of `complete` and `expired` ends a request. */
export interface RequestListener extends AckListener {
  /** Every recipient answered or left; also when there was none. */
  complete?(): void;
  /** Time is up; so many answers are missing. */
  expired?(missing: number): void;
}

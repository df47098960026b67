import type { RequestListener } from './ack-request.js';

/** Hands each answer to a plain callback. */
export class CallbackListener implements RequestListener {
  private readonly callback: (...args: unknown[]) => void;

  constructor(callback: (...args: unknown[]) => void) {
    this.callback = callback;
  }

  answer(_sid: string, args: readonly unknown[]): void {
    this.callback(...args);
  }
}

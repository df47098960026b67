import { DisconnectedError, type EncodedMessages, TimeoutError } from '@x/socketio-parser';
import { after } from './timer.js';

/** Gets the values of an acknowledgement, or the reason why none will come. */
export type Settle = (error: Error | undefined, values: readonly unknown[]) => void;

interface Message {
  readonly id: number;
  readonly messages: EncodedMessages;
  readonly settle: Settle;
}

export interface RetryOptions {
  readonly retries?: number | undefined;
  readonly ackTimeout?: number | undefined;
}

/**
 * Messages that must arrive: in order, one at a time, each again until it is acknowledged. It keeps its bytes and its
 * acknowledgement id, so that a late answer to an earlier try counts.
 */
export class RetryQueue {
  readonly #transmit: (messages: EncodedMessages) => boolean;
  readonly #options: RetryOptions;
  #messages: Message[] = [];
  /** Times that the first message was sent. */
  #tries = 0;
  #cancel = () => {};

  /** `transmit` says whether there was a connection to send on. */
  constructor(transmit: (messages: EncodedMessages) => boolean, options: RetryOptions) {
    this.#transmit = transmit;
    this.#options = options;
  }

  get size(): number {
    return this.#messages.length;
  }

  add(message: Message): void {
    if (this.#messages.push(message) === 1) this.resume();
  }

  /** Sends the first message, if there is a connection for it. */
  resume(): void {
    this.pause();
    const [first] = this.#messages;
    if (!first || !this.#transmit(first.messages)) return;
    this.#tries++;
    this.#cancel = after(this.#options.ackTimeout ?? 10_000, () => {
      if (this.#tries > (this.#options.retries ?? 0)) this.#finish(first, new TimeoutError(), []);
      else this.resume();
    });
  }

  /** The connection is lost: wait for the next. */
  pause(): void {
    this.#cancel();
  }

  acknowledge(id: number, values: readonly unknown[]): void {
    const [first] = this.#messages;
    if (first?.id === id) this.#finish(first, undefined, values);
  }

  /** There will be no other connection. */
  fail(): void {
    for (const { settle } of this.#messages.splice(0)) settle(new DisconnectedError(), []);
  }

  #finish(message: Message, error: Error | undefined, values: readonly unknown[]): void {
    this.#messages.shift();
    this.#tries = 0;
    this.resume();
    message.settle(error, values);
  }
}

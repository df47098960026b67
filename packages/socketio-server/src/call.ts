import type { RequestListener } from '@x/socketio-adapter';
import { DisconnectedError, TimeoutError } from '@x/socketio-parser';

/** What an acknowledgement is to someone who waits for it: nothing, its value, or an array of several. */
export function acknowledgedValue(args: readonly unknown[]): unknown {
  return args.length > 1 ? args : args[0];
}

/** Turns the acknowledgement of one client into a promise's outcome. */
export class CallListener implements RequestListener {
  private readonly event: string;
  readonly result: Promise<unknown>;
  private resolve!: (value: unknown) => void;
  private reject!: (error: Error) => void;

  constructor(event: string) {
    this.event = event;
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  answer(_sid: string, args: readonly unknown[]): void {
    this.resolve(acknowledgedValue(args));
  }

  lost(sid: string): void {
    this.reject(new DisconnectedError(`Client ${sid} left before it acknowledged "${this.event}"`));
  }

  complete(): void {
    // Only reached without an answer when there was nobody to ask.
    this.reject(new DisconnectedError(`There is no such client to acknowledge "${this.event}"`));
  }

  expired(): void {
    this.reject(new TimeoutError(`"${this.event}" was not acknowledged in time`));
  }
}

/** Some clients did not acknowledge in time. */
export class BroadcastTimeoutError extends TimeoutError {
  /** What the others acknowledged with. */
  readonly responses: readonly unknown[];

  constructor(event: string, missing: number, responses: readonly unknown[]) {
    super(`${missing} of ${missing + responses.length} clients did not acknowledge "${event}" in time`);
    this.name = 'BroadcastTimeoutError';
    this.responses = responses;
  }
}

/** Gathers the acknowledgements of many clients. */
export class GatherListener implements RequestListener {
  private readonly event: string;
  private readonly resolve: (values: unknown[]) => void;
  private readonly reject: (error: Error) => void;
  private readonly responses: unknown[] = [];

  constructor(event: string, resolve: (values: unknown[]) => void, reject: (error: Error) => void) {
    this.event = event;
    this.resolve = resolve;
    this.reject = reject;
  }

  answer(_sid: string, args: readonly unknown[]): void {
    this.responses.push(acknowledgedValue(args));
  }

  complete(): void {
    this.resolve(this.responses);
  }

  expired(missing: number): void {
    // In a cluster with nobody to ask, only time tells: a Python server might have asked somebody, unknown to all.
    if (missing === 0) this.resolve(this.responses);
    else this.reject(new BroadcastTimeoutError(this.event, missing, this.responses));
  }
}

import { RefusedError, UnsentError } from '@x/socketio-adapter';
import type { Producer } from 'kafkajs';

/** Kafka takes batches of a megabyte by default; a single message may still be as large as the broker allows. */
const BATCH_LENGTH = 500_000;
/** Errors of kafkajs after which nothing has been written to any broker. */
const NOT_WRITTEN = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
];

/** Errors of Kafka itself, which has the batch and does not want it, now or later. */
const NOT_TAKEN = [
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'POLICY_VIOLATION',
];

interface Pending {
  readonly message: string;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Sends messages in order: one batch at a time, and what comes meanwhile is the next. All of them go to one partition, as
 * only there Kafka keeps the order.
 */
export class Batches {
  readonly #topic: string;
  readonly #connect: () => Promise<Producer>;
  #pending: Pending[] = [];
  #sending = false;

  constructor(topic: string, connect: () => Promise<Producer>) {
    this.#topic = topic;
    this.#connect = connect;
  }

  add(message: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ message, resolve, reject });
      if (!this.#sending) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#sending = true;
    // What is added in this turn of the event loop goes along.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const batch = this.#take();
      try {
        await this.#send(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        if (isOneOf(NOT_TAKEN, error)) {
          const refused = new RefusedError(`Kafka: ${(error as Error).message}`, { cause: error });
          for (const { reject } of batch) reject(refused);
          continue;
        }
        const unsent = new UnsentError(`Kafka: ${(error as Error).message}`, { cause: error });
        const wasWritten = !(error instanceof UnsentError) && !isOneOf(NOT_WRITTEN, error);
        for (const { reject } of batch) reject(wasWritten ? error : unsent);
        // They must not overtake what failed.
        for (const { reject } of this.#pending.splice(0)) reject(unsent);
      }
    }
    this.#sending = false;
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    let producer: Producer;
    try {
      producer = await this.#connect();
    } catch (cause) {
      throw new UnsentError((cause as Error).message, { cause });
    }
    const messages = batch.map(({ message }) => ({ value: Buffer.from(message), partition: 0 }));
    await producer.send({ topic: this.#topic, messages });
  }

  #take(): Pending[] {
    let length = 0;
    let count = 0;
    for (const { message } of this.#pending) {
      length += message.length;
      if (count > 0 && length > BATCH_LENGTH) break;
      count += 1;
    }
    return this.#pending.splice(0, count);
  }
}

/** Whether an error of kafkajs, or one that caused it, has one of these codes. */
function isOneOf(names: readonly string[], error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, type } = cause as { code?: unknown; type?: unknown };
    if ([code, type].some((name) => typeof name === 'string' && names.includes(name))) return true;
  }
  return false;
}

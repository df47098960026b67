import { expect, it } from 'vitest';
import { type Flushable, scheduleFlush } from '../src/flush.js';

/** Writes down when it is flushed. */
class Recorder implements Flushable {
  scheduled = false;
  readonly failures: unknown[] = [];
  readonly #name: string;
  readonly #log: string[];
  readonly #then: () => void;

  constructor(name: string, log: string[], then: () => void = () => {}) {
    this.#name = name;
    this.#log = log;
    this.#then = then;
  }

  flush(): void {
    this.#log.push(this.#name);
    this.#then();
  }

  flushFailed(error: unknown): void {
    this.failures.push(error);
  }
}

const endOfTick = (): Promise<void> => new Promise(setImmediate);

it('what was scheduled is flushed once, in order, when the tick ends', async () => {
  const log: string[] = [];
  const [a, b] = [new Recorder('a', log), new Recorder('b', log)];
  scheduleFlush(a);
  scheduleFlush(b);
  expect([a.scheduled, b.scheduled, log]).toEqual([true, true, []]);
  await endOfTick();
  expect([a.scheduled, b.scheduled, log]).toEqual([false, false, ['a', 'b']]);
});

it('an error of one stops none of the others', async () => {
  const log: string[] = [];
  const error = new Error('a mistake');
  const bad = new Recorder('bad', log, () => {
    throw error;
  });
  for (const item of [new Recorder('a', log), bad, new Recorder('b', log)]) scheduleFlush(item);
  await endOfTick();
  expect(log).toEqual(['a', 'bad', 'b']);
  expect(bad.failures).toEqual([error]);
});

it('what is scheduled during a flush has its turn afterwards', async () => {
  const log: string[] = [];
  const late = new Recorder('late', log);
  const again: Recorder = new Recorder('again', log, () => {
    if (log.length === 1) {
      scheduleFlush(late);
      scheduleFlush(again);
    }
  });
  scheduleFlush(again);
  scheduleFlush(new Recorder('b', log));
  await endOfTick();
  expect(log).toEqual(['again', 'b', 'late', 'again']);
});

/**
 * One list for the whole process of who has something to write. What is queued within one tick leaves together when
 * the tick ends: that is a single write for all the answers to one chunk of input.
 */
export interface Flushable {
  /** Whether it is on the list; set and cleared here. */
  scheduled: boolean;
  flush(): void;
  /** `flush` threw: the others on the list go on. */
  flushFailed(error: unknown): void;
}

let waiting: Flushable[] = [];
let spare: Flushable[] = [];
let afterFlush: (() => void) | undefined;

/** Has `item` flushed at the end of this tick; the caller has seen that it is not `scheduled` yet. */
export function scheduleFlush(item: Flushable): void {
  item.scheduled = true;
  if (waiting.push(item) === 1) process.nextTick(flushAll);
}

/** Has `clean` called after each round of flushes. */
export function onFlushed(clean: () => void): void {
  afterFlush = clean;
}

function flushAll(): void {
  // What is scheduled from here on belongs to the next round.
  const round = waiting;
  waiting = spare;
  spare = round;
  for (let i = 0; i < round.length; i++) {
    const item = round[i]!;
    item.scheduled = false;
    try {
      item.flush();
    } catch (error) {
      item.flushFailed(error);
    }
  }
  round.length = 0;
  afterFlush?.();
}

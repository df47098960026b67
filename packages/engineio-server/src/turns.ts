/**
 * How much of one client's input is handled in one turn of the event loop. libuv reads up to two megabytes from one
 * socket before it looks at the next: without this bound a single flood adds tens of milliseconds to everybody's answer.
 */
export const READ_BUDGET = 64 * 1024;

/** So many whose reading was stopped go on in one turn: else a crowd of floods would have the budget once for each. */
const RESUMED_PER_TURN = 16;

/** Someone whose reading was stopped until the next turn. */
export interface Paused {
  resume(): void;
}

let turn = 1;
let armed = false;
const paused: Paused[] = [];

/** The number of this turn of the event loop. It moves on only while somebody asks. */
export function currentTurn(): number {
  if (!armed) {
    armed = true;
    setImmediate(nextTurn);
  }
  return turn;
}

/** The number of the last turn that somebody asked for. */
export function lastTurn(): number {
  return turn;
}

/** Has `reader` resumed in the next turn, or in one of those after it when many wait. */
export function resumeNextTurn(reader: Paused): void {
  currentTurn();
  paused.push(reader);
}

function nextTurn(): void {
  turn++;
  armed = false;
  if (paused.length === 0) return;
  const readers = paused.splice(0, RESUMED_PER_TURN);
  if (paused.length > 0) currentTurn();
  for (const reader of readers) reader.resume();
}

/** `setTimeout` takes no longer delay: beyond it a timeout is as good as none. */
const LONGEST = 2 ** 31 - 1;

/** Runs something later, never for `Infinity`. @returns a function that calls it off. */
export function after(milliseconds: number, act: () => void): () => void {
  const timer = milliseconds > LONGEST ? undefined : setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}

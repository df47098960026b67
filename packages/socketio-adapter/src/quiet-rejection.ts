/** Marks a promise as seen to, so that one that nobody awaits cannot end the process when it rejects. */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

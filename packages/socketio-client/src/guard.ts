const ignore = () => {};

/**
 * Runs something now and gives its outcome as a promise that may be left alone: whoever awaits it sees it fail, and
 * nobody else does.
 */
export function guard<T>(act: () => T | PromiseLike<T>): Promise<T> {
  const outcome = (async () => act())();
  outcome.catch(ignore);
  return outcome;
}

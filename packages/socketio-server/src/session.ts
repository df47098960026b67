/** What `await using` needs; a local name, so that older `lib` settings can compile against it. */
export interface AsyncDisposable {
  [Symbol.asyncDispose](): Promise<void>;
}

/** Node 20 and later have it; where it is missing, `await using` is compiled to look for this one. */
const asyncDispose: symbol = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');

/** Gives the session itself a way to be saved at the end of a block. The mark is invisible to whoever lists its keys. */
export function disposableSession<D extends object>(session: D, save: () => void): D & AsyncDisposable {
  Object.defineProperty(session, asyncDispose, {
    configurable: true,
    value: (): Promise<void> => {
      save();
      return Promise.resolve();
    },
  });
  return session as D & AsyncDisposable;
}

/** What all copies of this package in the process share, ESM and CommonJS: made by the first one that needs it. */
export function processWide<T>(name: string, make: () => T): T {
  const shared = globalThis as unknown as Record<symbol, T | undefined>;
  const key = Symbol.for(`@x/socketio-app/${name}`);
  shared[key] ??= make();
  return shared[key];
}

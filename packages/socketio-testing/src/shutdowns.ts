import type { TestedServer } from './handlers-under-way.js';

const farewells = new WeakMap<object, Set<() => void>>();

/**
 * Calls a function before the server shuts down, which knows of the connections of its own engine only.
 *
 * @returns a function that takes it back.
 */
export function beforeShutdown(server: TestedServer, farewell: () => void): () => void {
  let known = farewells.get(server);
  if (known === undefined) {
    const all = new Set<() => void>();
    const { shutdown } = server;
    server.shutdown = () => {
      for (const each of all) each();
      return shutdown.call(server);
    };
    farewells.set(server, all);
    known = all;
  }
  known.add(farewell);
  const of = known;
  return () => void of.delete(farewell);
}

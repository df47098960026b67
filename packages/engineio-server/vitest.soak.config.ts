import { defineConfig } from 'vitest/config';

/** Long tests with many connections: `pnpm soak` in this package. They are no part of the quick ones. */
const source = ['@x/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source, externalConditions: source } },
  test: { root: import.meta.dirname, include: ['soak/**/*.test.ts'], fileParallelism: false },
});

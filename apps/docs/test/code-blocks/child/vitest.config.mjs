// For blocks that are tests themselves.
import { defineConfig } from 'vitest/config';

const source = ['@x/source', 'node'];

export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source, externalConditions: source } },
  test: { include: ['*.test.{ts,mjs}'] },
});

import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/**
 * Tests read sources through the `@x/source` condition of each package: no build is needed before them. Nothing like
 * `import` may stand here: it would hold for the `require` calls of CommonJS peers too, and hand them the wrong file.
 */
const source = ['@x/source', 'node'];

const project = (name: string, root: string) => ({
  extends: true as const,
  test: {
    name,
    root,
    // What all test files of one project share, such as packed tarballs.
    globalSetup: existsSync(new URL(`${root}/test/global-setup.ts`, import.meta.url)) ? ['./test/global-setup.ts'] : [],
    include: ['test/**/*.test.ts', 'conformance/**/*.test.ts'],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
});

const folders = (folder: string) =>
  readdirSync(new URL(`./${folder}`, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => project(entry.name, `./${folder}/${entry.name}`));

export default defineConfig({
  resolve: { conditions: source },
  ssr: { resolve: { conditions: source, externalConditions: source } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [...folders('packages'), ...folders('apps'), project('scripts', './scripts')],
  },
});

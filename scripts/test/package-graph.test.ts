import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  checkArrows,
  checkCycles,
  checkImports,
  checkManifest,
  type Manifest,
  parseTable,
  readPackages,
  withoutSource,
} from '../package-graph.mjs';

const TABLE = `# Map
## Allowed imports

| Package | May import |
|---|---|
| \`parser\` | |
| \`server\` | \`parser\`, \`engine\` |

## Something else

| \`stray\` | \`server\` |
`;

const root = mkdtempSync(join(tmpdir(), 'package graph '));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function workspace(files: Record<string, string | object>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return readPackages(root, ['packages']);
}

const named = (name: string, manifest: Partial<Manifest> = {}) => ({
  name: `@x/${name}`,
  folder: join(root, 'packages', name),
  manifest: { name: `@x/${name}`, version: '1.0.0', ...manifest },
});

describe('the table of allowed imports', () => {
  it('is read from its own section only', () => {
    expect(parseTable(TABLE)).toEqual(
      new Map([
        ['@x/parser', []],
        ['@x/server', ['@x/parser', '@x/engine']],
      ]),
    );
  });

  it('refuses a dependency that it does not have, a package it does not know, and a row without a package', () => {
    const packages = [
      named('parser', { dependencies: { '@x/server': 'workspace:^', ws: '^8' } }),
      named('newcomer', { peerDependencies: { '@x/parser': 'workspace:^' } }),
    ];
    expect(checkArrows(packages, parseTable(TABLE))).toEqual([
      '@x/parser depends on @x/server, which ARCHITECTURE.md does not allow',
      "@x/newcomer is missing in ARCHITECTURE.md's table of allowed imports",
      "ARCHITECTURE.md's table names @x/server, which does not exist",
    ]);
  });
});

it('finds a cycle that goes through a development dependency', () => {
  const packages = [
    named('a', { dependencies: { '@x/b': 'workspace:^' } }),
    named('b', { devDependencies: { '@x/c': 'workspace:^' } }),
    named('c', { peerDependencies: { '@x/a': 'workspace:^' } }),
  ];
  expect(checkCycles(packages)).toEqual(['cycle: @x/a -> @x/b -> @x/c -> @x/a']);
  expect(checkCycles(packages.slice(0, 2))).toEqual([]);
});

describe('imports', () => {
  const files = {
    'packages/parser/package.json': { name: '@x/parser', exports: { '.': './index.js', './v3': './v3.js' } },
    'packages/server/package.json': {
      name: '@x/server',
      dependencies: { '@x/parser': 'workspace:^' },
      devDependencies: { vitest: '^4' },
    },
  };

  it('go to declared dependencies, by the doors that these open', () => {
    const packages = workspace({
      ...files,
      'packages/server/src/index.ts': `
        import { createServer } from 'node:http';
        import type { Packet } from '@x/parser';
        export * from '@x/parser/v3';
        export { x } from './inside.js';
        import '#platform';
        type Late = import('@x/parser').Late;`,
      'packages/server/test/server.test.ts': "import { it } from 'vitest'; import '../src/index.js';",
    });
    expect(packages.flatMap((owner) => checkImports(owner, packages))).toEqual([]);
  });

  it('are refused when they go elsewhere', () => {
    const packages = workspace({
      ...files,
      'packages/server/src/index.ts': "import '@x/parser/src/packet.js'; import 'vitest';",
      'packages/server/test/deep/a.test.ts': "import '../../../parser/src/index.js'; await import('ws/lib/sender.js');",
    });
    expect(packages.flatMap((owner) => checkImports(owner, packages))).toEqual([
      '@x/server: src/index.ts imports "@x/parser/src/packet.js", which @x/parser does not export',
      '@x/server: src/index.ts imports "vitest", but vitest is not among its dependencies',
      '@x/server: test/deep/a.test.ts reaches out of its package by "../../../parser/src/index.js"',
      '@x/server: test/deep/a.test.ts imports "ws/lib/sender.js", but ws is not among its dependencies',
    ]);
  });
});

describe('the manifest of a package', () => {
  const repository = { url: 'git+https://github.com/a/b.git' };
  const house = { engines: { node: '>=20' }, license: 'MIT', repository };
  const exports = { '.': { '@x/source': './src/index.ts', import: { types: './index.d.ts', default: './index.js' } } };
  const good = {
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    repository: { ...repository, directory: 'packages/a' },
    exports,
    publishConfig: {
      access: 'public',
      provenance: true,
      exports: { '.': { import: { types: './index.d.ts', default: './index.js' } } },
    },
  };

  it('passes when everything is said', () => {
    workspace({ 'packages/a/README.md': '', 'packages/a/LICENSE': '' });
    expect(checkManifest(named('a', good), house)).toEqual([]);
  });

  it('must publish its exports without the source condition, and name licence, engines and files', () => {
    const bad = {
      ...good,
      license: 'ISC',
      engines: {},
      sideEffects: undefined,
      repository: { url: 'https://elsewhere', directory: 'packages/a' },
      publishConfig: { access: 'public' },
    };
    expect(checkManifest(named('a', bad), house)).toEqual([
      '@x/a: package.json: license should be "MIT"',
      '@x/a: package.json: engines should be {"node":">=20"}',
      '@x/a: package.json: repository.url should be "git+https://github.com/a/b.git"',
      '@x/a: package.json: publishConfig.provenance should be true',
      '@x/a: package.json: sideEffects is not said',
      '@x/a: package.json: publishConfig.exports should be exports without "@x/source"',
      '@x/a: README.md is missing',
      '@x/a: LICENSE is missing',
    ]);
  });

  it('loses the source condition at every depth', () => {
    expect(
      withoutSource({ '#io': { browser: { '@x/source': './src/b.ts', default: './b.js' }, '@x/source': 'x' } }),
    ).toEqual({
      '#io': { browser: { default: './b.js' } },
    });
  });
});

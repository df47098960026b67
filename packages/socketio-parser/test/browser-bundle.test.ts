import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it.each(['index', 'v3/index', 'msgpack/index'])(
  'a browser bundle of src/%s.ts needs nothing from Node',
  async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url))],
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'esm',
      minify: true,
    });
    expect(outputFiles[0]!.text).not.toMatch(/\bBuffer\.|node:|\bprocess\b/);
  },
);

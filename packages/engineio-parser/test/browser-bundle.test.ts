import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it.each(['index', 'v3/index'])('a browser bundle of src/%s.ts needs nothing from Node', async (entry) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    conditions: ['@x/source'],
    format: 'esm',
  });
  expect(Object.keys(metafile.inputs).filter((path) => path.endsWith('bytes/node.ts'))).toEqual([]);
  expect(outputFiles[0]!.text).not.toMatch(/\bBuffer\b|node:/);
});

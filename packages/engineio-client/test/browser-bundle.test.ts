import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('a bundle for browsers holds neither ws nor anything of Node', async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: "export * from '../src/index.js'", resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@x/source'],
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => /node_modules|network\/node/.test(path))).toEqual([]);
  expect(inputs.some((path) => path.endsWith('network/browser.ts'))).toBe(true);
  expect(outputFiles[0]!.text).not.toMatch(/node:|\brequire\(|process\./);
});

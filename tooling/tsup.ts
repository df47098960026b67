import { defineConfig, type Options } from 'tsup';

/** The one build recipe of the house: ESM and CJS with types for both, from the sources of one package. */
export function library(options: Options = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'node',
    sourcemap: true,
    clean: true,
    dts: true,
    splitting: true,
    // A builtin is named as one: `node:http` must never be mistaken for a package.
    removeNodeProtocol: false,
    tsconfig: 'tsconfig.build.json',
    ...options,
  });
}

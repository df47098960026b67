import { defineConfig } from 'tsup';
import { library } from '../../tooling/tsup.js';

export default [
  // Both are built at the same time: the first must not clean away what the second has written.
  library({ entry: { index: 'src/index.ts', io: 'src/io/index.ts' }, clean: ['!socket.io.js', '!socket.io.js.map'] }),
  // For pages without a bundler: one file, nothing to resolve.
  defineConfig({
    entry: { 'socket.io': 'src/io/script.ts' },
    format: 'iife',
    outExtension: () => ({ js: '.js' }),
    target: 'es2022',
    platform: 'browser',
    noExternal: [/.*/],
    minify: true,
    sourcemap: true,
    dts: false,
    tsconfig: 'tsconfig.build.json',
  }),
];

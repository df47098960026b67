// Bundles the rig and the servers it tests, read from their sources, then runs it. README.md has the options.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here('main.ts'), here('serve.ts')],
  outdir: here('.cache/rig'),
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['@x/source'],
  sourcemap: true,
  banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
  logLevel: 'warning',
});

const { main } = await import('./.cache/rig/main.js');
process.exit(await main(here('.'), process.argv.slice(2)));

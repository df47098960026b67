// Builds the packages that are measured and this app, then hands over to it. `--no-build` measures what is there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const args = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { build } = await import('esbuild').catch(({ code, message }) => {
  console.error(code === 'ERR_MODULE_NOT_FOUND' ? 'Nothing is installed here: run "pnpm install" first.' : message);
  process.exit(1);
});

const measures = !args.includes('--list') && !args.includes('--help');

if (measures && !args.includes('--no-build')) {
  const turbo = ['-w', 'exec', 'turbo', 'run', 'build', '--filter=@x/bench^...', '--output-logs=errors-only'];
  const { status, error } = spawnSync('pnpm', turbo, { cwd: here('.'), stdio: ['ignore', 'ignore', 'inherit'] });
  if (error || status !== 0) {
    console.error(
      `The packages do not build${error ? ` (${error.message})` : ''}; "pnpm build" at the root tells more.`,
    );
    process.exit(1);
  }
} else if (measures && !existsSync(here('../../packages/socketio-server/dist/index.js'))) {
  console.error('There is nothing built to measure: run once without --no-build.');
  process.exit(1);
}

await build({
  entryPoints: {
    main: here('src/main.ts'),
    server: here('src/servers/main.ts'),
    load: here('src/load/main.ts'),
    parser: here('src/parser/main.ts'),
  },
  outdir: here('dist'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});

await import('./dist/main.js');
